"""Which part of the body each garment covers, and how it is cut: clean hems, whatever the mesh below looks
like."""

from __future__ import annotations

import numpy as np

from course.illustrate.body import Body


def covers(body: Body) -> dict[str, np.ndarray]:
    """Garment to (V,): metres inside its rim at rest; negative outside. The shirt hangs over the trousers."""
    x, y, z = body.vertices.T
    trunk = body.following("spine", "clavicle", "shoulder", "upperarm", "pelvis", "root", "upperleg")
    legs = body.following("pelvis", "root", "upperleg", "lowerleg", "spine05", "spine04", "spine03")
    skull = body.following("head", "neck", "eye")
    hairline = 0.80 + 0.75 * np.clip(0.03 - y, 0, None)
    return {
        "shirt": np.minimum.reduce([z - 0.15, 0.66 - z, 0.33 - np.abs(x), (trunk - 0.5) * 0.2]),
        "trousers": np.minimum.reduce([0.235 - z, z + 0.62, 0.34 - np.abs(x), (legs - 0.4) * 0.2]),
        "hair": np.minimum(z - hairline, (skull - 0.5) * 0.2),
        "shorts": np.minimum.reduce([0.20 - z, z + 0.02, 0.34 - np.abs(x), (legs - 0.4) * 0.2]),
    }


def cut(faces: np.ndarray, inside: np.ndarray) -> tuple[np.ndarray, np.ndarray, np.ndarray]:
    """Cuts a triangle mesh where `inside` (V,) is 0.

    Returns triangles that may use new vertices, numbered from V on, and of each new vertex the edge (E, 2)
    that it stands on and its share (E,) of the way along, so that it moves with the pose.
    """
    positive = inside > 0
    kept = [faces[positive[faces].all(1)]]
    edges: dict[tuple[int, int], int] = {}
    pairs, shares, pieces = [], [], []

    def crossing(a: int, b: int) -> int:
        key = (min(a, b), max(a, b))
        if key not in edges:
            edges[key] = len(inside) + len(pairs)
            pairs.append(key)
            shares.append(inside[key[0]] / (inside[key[0]] - inside[key[1]]))
        return edges[key]

    count = positive[faces].sum(1)
    for face in faces[(count > 0) & (count < 3)]:
        corners = []
        for a, b in zip(face, np.roll(face, -1), strict=True):
            if positive[a]:
                corners.append(int(a))
            if positive[a] != positive[b]:
                corners.append(crossing(int(a), int(b)))
        pieces += [(corners[0], corners[i], corners[i + 1]) for i in range(1, len(corners) - 1)]
    kept.append(np.array(pieces, dtype=int).reshape(-1, 3))
    return np.concatenate(kept), np.array(pairs, dtype=int).reshape(-1, 2), np.array(shares)
