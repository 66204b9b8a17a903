"""Strongly connected components: what leads to each other."""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence


def components(nodes: Sequence[int], edges: Mapping[int, Collection[int]], *, alone: bool = False) -> list[list[int]]:
    """Strongly connected components of two or more nodes, or of one that imports itself (Tarjan, without recursion).

    Each comes after all that it leads to. `alone`: with those of one node.
    """
    order: dict[int, int] = {}
    low: dict[int, int] = {}
    stack: list[int] = []
    on_stack: set[int] = set()
    found: list[list[int]] = []
    for root in nodes:
        if root in order:
            continue
        work = [(root, iter(edges.get(root, ())))]
        order[root] = low[root] = len(order)
        stack.append(root)
        on_stack.add(root)
        while work:
            node, successors = work[-1]
            deeper = False
            for successor in successors:
                if successor not in order:
                    order[successor] = low[successor] = len(order)
                    stack.append(successor)
                    on_stack.add(successor)
                    work.append((successor, iter(edges.get(successor, ()))))
                    deeper = True
                    break
                if successor in on_stack:
                    low[node] = min(low[node], order[successor])
            if deeper:
                continue
            work.pop()
            if work:
                parent = work[-1][0]
                low[parent] = min(low[parent], low[node])
            if low[node] == order[node]:
                component = _pop_component(stack, on_stack, node)
                if alone or len(component) > 1 or node in edges.get(node, ()):
                    found.append(sorted(component))
    return found


def _pop_component(stack: list[int], on_stack: set[int], node: int) -> list[int]:
    component = []
    while True:
        member = stack.pop()
        on_stack.discard(member)
        component.append(member)
        if member == node:
            return component
