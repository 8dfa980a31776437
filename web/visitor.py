"""Who asks, as far as limits need to know: the address's network, as keyed indexes. The address itself is only ever
kept inside encrypted evidence."""

from dataclasses import dataclass
from ipaddress import IPv6Address, ip_address, ip_network

from flask import request

from bot.consent import Where
from models.fields import phone_index

#: (narrow, wide) prefix lengths: what one customer gets, and what one provider's corner gets.
IPV4, IPV6 = (24, 16), (64, 48)


@dataclass(frozen=True)
class Visitor:
    """`network` and `wide_network` are keyed indexes; `where` is evidence."""

    network: str
    wide_network: str
    where: Where


def visitor(form: str) -> Visitor:
    """`form`: the name of the page's form, for the evidence."""
    address = request.remote_addr or ""
    narrow, wide = networks_of(address)
    where = Where(request.base_url, address, request.user_agent.string[:300], form)
    return Visitor(phone_index(f"network:{narrow}"), phone_index(f"network:{wide}"), where)


def networks_of(address: str) -> tuple[str, str]:
    """`203.0.113.9` → `203.0.113.0/24`, `203.0.0.0/16`. An IPv4 address in IPv6's clothes counts as IPv4."""
    try:
        parsed = ip_address(address)
    except ValueError:
        return "none", "none"
    if isinstance(parsed, IPv6Address) and parsed.ipv4_mapped:
        parsed = parsed.ipv4_mapped
    narrow, wide = (ip_network((parsed, bits), strict=False) for bits in (IPV4 if parsed.version == 4 else IPV6))
    return str(narrow), str(wide)
