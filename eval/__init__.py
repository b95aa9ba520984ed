"""Gold questions times systems: scores, their intervals, reports and the gate."""
