"""What questions ask for, as they are worded: dates and outlets that they name, and forms of plain English."""
