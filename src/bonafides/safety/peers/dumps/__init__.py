"""Reading what other systems wrote of themselves: as text, row by row. Nothing of it is ever run or unpickled."""
