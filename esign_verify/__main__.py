"""`python -m esign_verify`."""

from esign_verify.cli import main

if __name__ == "__main__":
    main()
