"""The long work of this room, by its stored name."""

from bot import opt_out_export, opt_out_proofs, person_work
from models.long_steps import Work

KINDS: dict[str, Work] = {
    "opt_out_csv": opt_out_export.CSV,
    "opt_out_signed": opt_out_proofs.SIGNED,
    "dispute": person_work.DISPUTE,
    "erase": person_work.ERASE,
}
