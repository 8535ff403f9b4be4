"""`python -m course.shell`."""

import sys

from course.shell import main

sys.exit(main())
