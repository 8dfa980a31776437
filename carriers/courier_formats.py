"""The numbers of parcel carriers: shapes, check digits, trust. Those of posts are in carriers/postal_formats.py.

What has no check digit is `Trust.NEVER`: with a carrier's name beside it, it is still no more than likely.
"""

from carriers.checkdigits import luhn, mod7, mod10_one_two, mod10_three_one, mod11_mod10, mod37_mod36
from carriers.number_format import MOD10, D, Format, Trust, last, last_with_prefix, row


def _nothing_to_check(number: str) -> bool:
    return True


def _unchecked(format_id: str, carrier: str, shape: str, *lengths: int, opens: str = "") -> list[Format]:
    return [row(format_id, carrier, shape, n, _nothing_to_check, Trust.NEVER, opens=opens) for n in lengths]


_UPS_AND_FEDEX: tuple[Format, ...] = (
    row("ups", "ups", f"1Z[A-Z0-9]{{15}}{D}", 18, last(mod10_one_two, 2), Trust.ANYWHERE),
    row("ups_waybill", "ups", f"[AHJKTV]{D}{{10}}", 11, last(mod10_one_two, 1), Trust.NAMED, opens="AHJKTV"),
    # FedEx Ground 96: the sum covers the last fifteen digits only (shipper, package, check digit).
    row("fedex_ground_96", "fedex", f"96{D}{{20}}", 22, last(mod10_three_one, 7), Trust.ANYWHERE),
    row("fedex_12", "fedex", f"{D}{{12}}", 12, last(mod11_mod10), Trust.NAMED),
    row("fedex_ground", "fedex", f"{D}{{15}}", 15, MOD10, Trust.NAMED),
    row("fedex_ground_sscc_18", "fedex", f"{D}{{18}}", 18, last(mod10_three_one, 2), Trust.NAMED),
    # SmartPost prints its USPS number (92 61…) without the 92, over which the check digit was nevertheless computed:
    # 61299998820821171811, listed as *not* USPS in the test data, holds only that way. With the 92 it is usps_impb_c.
    row("fedex_smartpost", "fedex", f"61{D}{{18}}", 20, last_with_prefix("92"), Trust.NAMED),
    # Barcodes that carry an Express number inside; its check digit is the only one they have.
    row("fedex_astra_32", "fedex", f"3{D}{{31}}", 32, last(mod11_mod10, 16, 28), Trust.NAMED),
    row("fedex_34", "fedex", f"[0-8]{D}{{33}}", 34, last(mod11_mod10, 20), Trust.NAMED),
    row("fedex_ground_gsn", "fedex", f"96{D}{{32}}", 34, last(mod11_mod10, 20), Trust.NAMED),
)

# Two letters of the country or product, then digits and letters in any order, the first of them a digit.
_DHL_ECOMMERCE = "(?:GM|LX|RX|UV|CN|SG|TH|IN|HK|MY)[0-9][0-9A-Z]{9,38}"
_LINEHAUL = "1LS7[12]"

_OTHERS: tuple[Format, ...] = (
    # Eleven digits, the Pro number of a freight bill. Its heads are the terminals it has been seen from.
    row("old_dominion", "old_dominion", f"(?:77[78]|780|072){D}{{8}}", 11, last(luhn), Trust.NAMED, opens="07"),
    row("old_dominion_guaranteed", "old_dominion", f"80{D}{{9}}", 11, last(luhn), Trust.NAMED),
    row("dhl_express", "dhl", f"{D}{{10}}", 10, last(mod7), Trust.NAMED),
    row("dhl_express", "dhl", f"{D}{{11}}", 11, last(mod7), Trust.NAMED),
    *_unchecked("dhl_express_piece_id", "dhl", f"J[A-Z]{{2,3}}{D}{{9,10}}", 12, 13, 14),
    *_unchecked("dhl_ecommerce_14", "dhl", f"(?!00000){D}{{14}}", 14, opens="0123456789"),
    *_unchecked("dhl_ecommerce", "dhl", _DHL_ECOMMERCE, *range(12, 42), opens="GLRUCSTIHM"),
    row("purolator_numeric", "purolator", f"[0-5]{D}{{11}}", 12, last(luhn), Trust.NAMED, opens="012345"),
    *_unchecked("purolator_alpha", "purolator", f"[A-Z]{{3}}{D}{{9}}", 12, opens="ABCDEFGHIJKLMNOPQRSTUVWXYZ"),
    row("canada_post", "canada_post", f"{D}{{16}}", 16, MOD10, Trust.NAMED),
    # A depot and a parcel, or with the destination before and the service and country behind; the last may be a letter.
    row("dpd_14", "dpd", f"{D}{{14}}[0-9A-Z]", 15, last(mod37_mod36), Trust.NAMED),
    row("dpd", "dpd", f"{D}{{27}}[0-9A-Z]", 28, last(mod37_mod36), Trust.NAMED),
    # The letter counts in the sum as it does for UPS: C is 4, D is 5.
    row("ontrac_c", "ontrac", f"C{D}{{14}}", 15, last(mod10_one_two), Trust.NAMED),
    row("ontrac_d", "ontrac", f"D{D}{{14}}", 15, last(mod10_one_two), Trust.NAMED),
    *_unchecked("lasership_lx", "lasership", f"L[AIEHNX][1-3]{D}{{7}}", 10),
    *_unchecked("lasership_1ls7", "lasership", f"{_LINEHAUL}{D}{{10}}", 15),
    *_unchecked("lasership_1ls7_18", "lasership", f"{_LINEHAUL}{D}{{2}}01[1-4]{D}{{6}}1", 17),  # the label has -1
    *_unchecked("lasership_1lscx", "lasership", "1LSCX[0-9A-Z]{10}", 15),
    *_unchecked("amazon_logistics", "amazon", f"TB[ACM]{D}{{12}}", 15),
    *_unchecked("amazon_international", "amazon", f"[ACF]{D}{{10}}", 11, opens="ACF"),
    *_unchecked("canpar_22", "canpar", f"[CDKLSUXZ]{D}{{21}}", 22, opens="CDKLSUXZ"),
    *_unchecked("gofo_us", "gofo", f"GFUS{D}{{14}}", 18),
    *_unchecked("landmark_global", "landmark", f"LTN{D}{{8}}N1", 13),
    *_unchecked("speedee", "speedee", f"SP{D}{{18}}", 20),
    *_unchecked("yodel", "yodel", f"JJ?D{D}{{16}}", 18, 19),
    *_unchecked("yunexpress", "yunexpress", f"YT{D}{{16}}", 18),
    # The numbers with which EasyPost lets its test keys be tried; its live keys know none of them.
    row("easypost_test", "easypost", "EZ([1-7])0{8}[1-7]", 12, lambda number: number[2] == number[11], Trust.ANYWHERE),
)

COURIERS: tuple[Format, ...] = (*_UPS_AND_FEDEX, *_OTHERS)
