"""Questions whatever the bound: where exact conditions have too many decision nodes, an answer that is never wrong.

Each is asked exactly first. Then it is asked of wider graphs, in which more is possible: what is not there is not
anywhere. What is there need not be true, until single builds show it; what none shows is said to be undecided.
"""
