"""Barcodes as drawings for paper."""

import zxingcpp


def code_128(text: str) -> str:
    """A Code 128 barcode (ISO/IEC 15417) with its quiet zones, as SVG; for long narrow paper and laser scanners."""
    return _drawn(text, zxingcpp.BarcodeFormat.Code128)


def data_matrix(text: str) -> str:
    """A Data Matrix symbol (ISO/IEC 16022) as SVG; it still reads when a bent wristband hides a part of it."""
    return _drawn(text, zxingcpp.BarcodeFormat.DataMatrix)


def _drawn(text: str, symbology: zxingcpp.BarcodeFormat) -> str:
    drawn: str = zxingcpp.create_barcode(text, symbology).to_svg(add_quiet_zones=True)
    return drawn
