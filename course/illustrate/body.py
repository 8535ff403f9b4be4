"""The figure: a human mesh with bones, from the `anny` package (body data of MakeHuman, CC0).

At rest it stands with z up, faces -y, and its left is +x; metres. Lengths and weights are those of `anny`;
what is posed here is posed by plain linear blend skinning, so that a solver can differentiate through a few
vertices without moving the other ten thousand.
"""

from __future__ import annotations

from dataclasses import dataclass
from functools import cached_property
from pathlib import Path

import numpy as np

PHENOTYPES = {
    "standard": {"gender": 0.5, "age": 0.6, "muscle": 0.5, "weight": 0.42, "height": 0.5, "proportions": 0.7},
    "larger": {"gender": 0.5, "age": 0.62, "muscle": 0.35, "weight": 1.5, "height": 0.5, "proportions": 0.5},
}
"""Two adults, of no particular sex; each number runs from 0 to 1 and a little beyond, as `anny` takes it."""


@dataclass(frozen=True)
class Body:
    """`vertices` (V, 3) m, `faces` (F, 4) vertex numbers, `bones` in parent-first order, `parents` (B,)
    with -1 for the root, `heads` (B, 3) m, `skin_bones` and `skin_weights` (V, K)."""

    vertices: np.ndarray
    faces: np.ndarray
    bones: tuple[str, ...]
    parents: np.ndarray
    heads: np.ndarray
    skin_bones: np.ndarray
    skin_weights: np.ndarray

    @cached_property
    def bone_heads(self) -> dict[str, np.ndarray]:
        return dict(zip(self.bones, self.heads, strict=True))

    @cached_property
    def bone_weights(self) -> dict[str, np.ndarray]:
        """Bone name to (V,): how much of each vertex follows that bone."""
        dense = np.zeros((len(self.vertices), len(self.bones)))
        np.add.at(dense, (np.arange(len(self.vertices))[:, None], self.skin_bones), self.skin_weights)
        return {bone: dense[:, number] for number, bone in enumerate(self.bones)}

    def following(self, *starts: str) -> np.ndarray:
        """(V,): how much of each vertex follows any bone whose name starts with one of `starts`."""
        return sum(
            (weight for bone, weight in self.bone_weights.items() if bone.startswith(starts)),
            np.zeros(len(self.vertices)),
        )


def load_body(phenotype: str, cache: Path) -> Body:
    """The body of that phenotype, kept in `cache` since `anny` takes half a minute to load it."""
    kept = cache / f"body-{phenotype}.npz"
    if not kept.exists():
        cache.mkdir(parents=True, exist_ok=True)
        body = _from_anny(PHENOTYPES[phenotype])
        np.savez(kept, **{name: np.asarray(getattr(body, name)) for name in Body.__dataclass_fields__})
    with np.load(kept) as arrays:
        return Body(
            **{name: arrays[name] for name in arrays if name != "bones"},
            bones=tuple(arrays["bones"].tolist()),
        )


def _from_anny(phenotype: dict[str, float]) -> Body:
    import anny
    import torch

    torch.set_default_dtype(torch.float64)
    model = anny.Anny(pose_parameterization="local-ref", extrapolate_phenotypes=True)
    values = {name: torch.tensor([value]) for name, value in phenotype.items()}
    rest = model(phenotype_kwargs=values)
    vertices = rest["rest_vertices"][0].numpy()
    return Body(
        vertices=vertices,
        faces=model.faces.numpy(),
        bones=tuple(model.bone_labels),
        parents=np.asarray(model.bone_parents),
        heads=rest["rest_bone_poses"][0, :, :3, 3].numpy(),
        skin_bones=model.vertex_bone_indices.numpy(),
        skin_weights=model.vertex_bone_weights.numpy(),
    )
