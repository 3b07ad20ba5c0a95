"""A process that prints one document: the content as JSON comes in, the PDF goes out.

It stands alone so that a document that takes too long, or too much memory, ends with its process. It knows no
database, and what it says on failure may hold words of the record: whoever starts it must not log them.
"""

import sys
from pathlib import Path

import typst

FONTS = Path(__file__).parent / "fonts"


def main(template: str, seconds: str) -> None:
    """Print the template file with the content of standard input, dated at `seconds` since 1970."""
    # PDF/UA-1 makes the compiler refuse a letter that no font can draw, and untitled or untagged documents.
    pdf, warnings = typst.compile_with_warnings(
        template,
        root=str(Path(template).parent),
        font_paths=[str(FONTS)],
        ignore_system_fonts=True,
        pdf_standards=["ua-1"],
        timestamp=int(seconds),
        sys_inputs={"content": sys.stdin.buffer.read().decode()},
    )
    if warnings:
        sys.exit(f"{len(warnings)} warnings")
    sys.stdout.buffer.write(pdf)


if __name__ == "__main__":
    main(sys.argv[1], sys.argv[2])
