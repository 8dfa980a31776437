"""The front page: what this number is, and what to text to it."""

from flask import Blueprint, render_template

from models.program import Program

home_pages = Blueprint("home", __name__)


@home_pages.get("/")
def home() -> str:
    return render_template("home.html", program=Program.select().order_by(Program.id).first())
