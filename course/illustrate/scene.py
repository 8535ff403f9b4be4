"""Runs inside Blender: draws the frames of one job. `blender --background --python scene.py -- job.json`

It knows nothing of stretches: the job names a .npz with the figure's meshes, and for each picture its
frame, camera, size and file. What is there already is not drawn again.
"""

import json
import sys
from pathlib import Path

import bpy
import numpy as np
from mathutils import Vector

SHIRT, TROUSERS, HAIR = (0.58, 0.64, 0.61), (0.16, 0.22, 0.30), (0.07, 0.05, 0.04)
SKIN, MANNEQUIN = (0.62, 0.44, 0.34), (0.50, 0.56, 0.60)
MATTRESS, PILLOW, STRAP = (0.72, 0.68, 0.60), (0.74, 0.76, 0.78), (0.10, 0.30, 0.42)
BED = {"half_width": 0.68, "foot": -1.04, "head": 1.12, "thick": 0.17}


def main():
    job = json.loads(Path(sys.argv[sys.argv.index("--") + 1]).read_text())
    data = np.load(job["arrays"])
    for number, picture in enumerate(job["pictures"]):
        if Path(picture["file"]).exists():
            continue
        bpy.ops.wm.read_factory_settings(use_empty=True)
        draw(data, picture)
        print(f"drawn {number + 1}/{len(job['pictures'])} {Path(picture['file']).name}", flush=True)


def draw(data, picture):
    vertices = data["vertices"][picture["frame"]]
    light()
    camera(picture)
    backrest = picture["backrest_degrees"]
    if picture["at_metres"][2] > 0:  # from below, the bed would hide what is shown
        mesh("mattress", *mattress(vertices, backrest), cloth("mattress", MATTRESS, 0.9))
        pillow(vertices, data["head"], backrest)
    for prop in picture["props"]:
        if prop["kind"] == "pillow":
            cushions(prop, vertices)
        else:
            strap(prop)
    if picture["is_anatomy"]:
        anatomy(vertices, data, picture)
    else:
        dressed(vertices, data)
    scene = bpy.context.scene
    scene.render.filepath = picture["file"] + ".part.png"
    bpy.ops.render.render(write_still=True)
    Path(picture["file"] + ".part.png").rename(picture["file"])


def light():
    scene = bpy.context.scene
    scene.world = bpy.data.worlds.new("world")
    scene.world.use_nodes = True
    background = scene.world.node_tree.nodes["Background"]
    background.inputs[0].default_value = (1, 1, 1, 1)
    background.inputs[1].default_value = 0.5
    for watts, at in ((80, (2.2, -1.4, 2.6)), (45, (2.0, 2.2, 2.0)), (40, (-2.4, -0.4, 2.4))):
        lamp = bpy.data.lights.new("lamp", "AREA")
        lamp.energy, lamp.size = watts, 2.2
        thing = bpy.data.objects.new("lamp", lamp)
        thing.location = at
        thing.rotation_euler = (-Vector(at)).to_track_quat("-Z", "Y").to_euler()
        scene.collection.objects.link(thing)


def camera(picture):
    scene = bpy.context.scene
    at, towards = Vector(picture["at_metres"]), Vector(picture["towards_metres"])
    lens = bpy.data.cameras.new("camera")
    lens.sensor_width, lens.sensor_fit = 36, "HORIZONTAL"
    lens.lens = 36 * (towards - at).length / picture["width_metres"]
    thing = bpy.data.objects.new("camera", lens)
    thing.location = at
    thing.rotation_euler = (towards - at).to_track_quat("-Z", "Y").to_euler()
    scene.collection.objects.link(thing)
    scene.camera = thing
    scene.render.engine = "CYCLES"
    scene.render.resolution_x, scene.render.resolution_y = picture["width"], picture["height"]
    scene.render.resolution_percentage = 100
    scene.render.film_transparent = True
    scene.render.image_settings.color_mode = "RGBA"
    scene.render.threads_mode, scene.render.threads = "FIXED", picture["threads"]
    scene.view_settings.view_transform = "Standard"
    scene.cycles.samples = picture["samples"]
    scene.cycles.use_denoising = False
    scene.cycles.max_bounces = 2
    scene.cycles.transparent_max_bounces = 12
    scene.cycles.use_adaptive_sampling = True
    scene.cycles.adaptive_threshold = 0.05


def mesh(name, vertices, faces, material, *, smooth=True):
    shape = bpy.data.meshes.new(name)
    shape.from_pydata(np.asarray(vertices).tolist(), [], np.asarray(faces).tolist())
    shape.update()
    shape.materials.append(material)
    if smooth:
        shape.polygons.foreach_set("use_smooth", [True] * len(shape.polygons))
    thing = bpy.data.objects.new(name, shape)
    bpy.context.scene.collection.objects.link(thing)
    return thing


def cloth(name, colour, roughness=0.8):
    material = bpy.data.materials.new(name)
    material.use_nodes = True
    node = material.node_tree.nodes["Principled BSDF"]
    node.inputs["Base Color"].default_value = (*colour, 1)
    node.inputs["Roughness"].default_value = roughness
    node.inputs["Specular"].default_value = 0.15
    return material


def slope(y, backrest):
    return np.tan(np.radians(backrest)) * np.logaddexp(0, (y - 0.22) / 0.03) * 0.03


def mattress(vertices, backrest):
    """A soft block, dented where the figure lies on it."""
    half, foot, head, thick = (BED[k] for k in ("half_width", "foot", "head", "thick"))
    xs, ys = np.linspace(-half, half, 105), np.linspace(foot, head, 171)
    x, y = np.meshgrid(xs, ys, indexing="ij")
    edge = np.minimum.reduce([half - np.abs(x), y - foot, head - y])
    fall = 0.05
    top = -fall + np.sqrt(np.maximum(fall**2 - np.maximum(fall - edge, 0) ** 2, 0))
    top = dent(xs, ys, top + slope(y, backrest), vertices)
    n, m = top.shape
    points = np.concatenate(
        [
            np.stack([x, y, top], -1).reshape(-1, 3),
            np.stack([x, y, slope(y, backrest) - thick], -1).reshape(-1, 3),
        ]
    )
    index = np.arange(n * m).reshape(n, m)
    quads = [np.stack([index[:-1, :-1], index[1:, :-1], index[1:, 1:], index[:-1, 1:]], -1).reshape(-1, 4)]
    for line in (index[0, ::-1], index[-1], index[:, 0], index[::-1, -1]):
        quads.append(np.stack([line[:-1], line[1:], line[1:] + n * m, line[:-1] + n * m], -1))
    return points, np.concatenate(quads)


def dent(xs, ys, top, vertices, *, deepest=0.05):
    """Pushes the surface below every vertex that lies in it, with a soft rim."""
    i = np.clip(np.rint(np.interp(vertices[:, 0], xs, np.arange(len(xs)))).astype(int), 0, len(xs) - 1)
    j = np.clip(np.rint(np.interp(vertices[:, 1], ys, np.arange(len(ys)))).astype(int), 0, len(ys) - 1)
    x, y = vertices[:, 0], vertices[:, 1]
    inside = (x > xs[0]) & (x < xs[-1]) & (y > ys[0]) & (y < ys[-1])
    low = np.full(top.shape, np.inf)
    np.minimum.at(low, (i[inside], j[inside]), vertices[inside, 2] - 0.017)
    for _ in range(2):
        low = np.minimum.reduce((low, *beside(low, np.inf)))
    depth = np.clip(np.where(np.isfinite(low), top - low, 0), 0, deepest)
    soft = depth.copy()
    for _ in range(8):
        soft = np.maximum(depth, sum(beside(soft, 0)) / 4)
    return top - soft


def beside(values, outside):
    """Each cell's four neighbours; `outside` where there is none."""
    wide = np.pad(values, 1, constant_values=outside)
    return wide[:-2, 1:-1], wide[2:, 1:-1], wide[1:-1, :-2], wide[1:-1, 2:]


def pillow(vertices, head, backrest):
    skull = vertices[head]
    centre = np.array([skull[:, 0].mean() * 0.5, skull[:, 1].mean() + 0.03])
    u, v = np.meshgrid(np.linspace(-1, 1, 61), np.linspace(-1, 1, 51), indexing="ij")
    profile = np.clip((1 - u**4) * (1 - v**4), 0, 1) ** 0.4
    x, y = centre[0] + 0.33 * u, centre[1] + 0.22 * v
    base = slope(y, backrest)
    top = dent(x[:, 0], y[0], base + 0.02 + 0.115 * profile - 0.02 * (1 - profile), vertices, deepest=0.10)
    shell(
        np.stack([x, y, top], -1),
        np.stack([x, y, np.minimum(base + 0.012, top - 0.004)], -1),
        "pillow",
        PILLOW,
    )


def cushions(prop, vertices):
    """As many pillows, one on the other, as fill the room between what lies on them and the mattress, or
    `bottom`. What lies on them presses the uppermost in, and each the one below."""
    count = max(1, round(prop["height"] / 0.15))
    thick = prop["height"] / count
    u, v = np.meshgrid(np.linspace(-1, 1, 49), np.linspace(-1, 1, 49), indexing="ij")
    round_edge = np.clip((1 - np.abs(u) ** 5) * (1 - np.abs(v) ** 5), 0, 1) ** 0.42
    full = 0.86 + 0.14 * np.clip((1 - u**2) * (1 - v**2), 0, 1)
    pinched = 1 - 0.05 * (1 - u**2) * v**2 - 0.05 * (1 - v**2) * u**2
    for number in range(count):
        slip = 0.012 * (-1) ** number
        x = prop["centre"][0] + (prop["half_width"] + slip) * u * pinched
        y = prop["centre"][1] + (prop["half_length"] + slip) * v * pinched - slip
        low = prop.get("bottom", 0) + thick * number
        seam = low + thick * (0.5 if number else 0.42)
        is_uppermost = number == count - 1
        top = seam + (low + thick + (0.035 if is_uppermost else 0.004) - seam) * round_edge * full
        bottom = seam - (seam - low + 0.004) * round_edge
        if is_uppermost:
            resting = vertices[vertices[:, 2] > low + 0.02]
            top = dent(x[:, 24], y[24], top, resting - (0, 0, 0.008), deepest=0.9 * thick)
            bottom, top = np.minimum(bottom, top - 0.003), np.maximum(top, low)
        shell(np.stack([x, y, top], -1), np.stack([x, y, np.maximum(bottom, -0.004)], -1), "pillow", PILLOW)


def shell(top, bottom, name, colour):
    n, m, _ = top.shape
    index = np.arange(n * m).reshape(n, m)
    quads = np.stack([index[:-1, :-1], index[1:, :-1], index[1:, 1:], index[:-1, 1:]], -1).reshape(-1, 4)
    rim = []
    for line in (index[0, ::-1], index[-1], index[:, 0], index[::-1, -1]):
        rim.append(np.stack([line[:-1], line[1:], line[1:] + n * m, line[:-1] + n * m], -1))
    points = np.concatenate([top.reshape(-1, 3), bottom.reshape(-1, 3)])
    mesh(name, points, np.concatenate([quads, quads[:, ::-1] + n * m, *rim]), cloth(name, colour, 0.9))


def strap(prop):
    """A band through the points, as wide as it is all along `across`: one way for all, or one for each
    point, which then turns with the band."""
    points, across = np.array(prop["points"]), np.array(prop["across"])
    line = smooth_line(points)
    if across.ndim > 1:
        along = np.gradient(line, axis=0)
        along /= np.linalg.norm(along, axis=1, keepdims=True)
        across = smooth_line(across)
        across -= (across * along).sum(1, keepdims=True) * along
    across = across / np.linalg.norm(across, axis=-1, keepdims=True) * prop["half_width"]
    n = len(line)
    index = np.arange(n - 1)
    faces = np.stack([index, index + 1, index + 1 + n, index + n], -1)
    colour = cloth("strap", prop.get("colour", STRAP))
    thing = mesh("strap", np.concatenate([line - across, line + across]), faces, colour)
    thick = thing.modifiers.new("thick", "SOLIDIFY")
    thick.thickness, thick.offset = 0.005, 0


def smooth_line(points):
    """A curve through the points, eight steps from each to the next."""
    ends = np.concatenate([2 * points[:1] - points[1:2], points, 2 * points[-1:] - points[-2:-1]])
    t = np.linspace(0, 1, 9)[:-1, None]
    line = []
    for a, b, c, d in zip(ends, ends[1:], ends[2:], ends[3:], strict=False):
        line.append(0.5 * (2 * b + (c - a) * t + (2 * a - 5 * b + 4 * c - d) * t**2
                           + (3 * b - 3 * c + d - a) * t**3))  # fmt: skip
    return np.concatenate([*line, points[-1:]])


def dressed(vertices, data):
    faces = data["faces"]
    worn = (data["shirt_inside"] > 0)[faces].all(1) | (data["trousers_inside"] > 0)[faces].all(1)
    mesh("body", vertices, faces[~inner_faces(faces, worn, rings=3)], cloth("skin", SKIN, 0.55))
    garment("trousers", vertices, data, TROUSERS, 0.014)
    garment("shirt", vertices, data, SHIRT, 0.021)
    garment("hair", vertices, data, HAIR, 0.010, smooth=4)


def inner_faces(faces, chosen, rings):
    """Of the chosen faces those that lie more than `rings` faces from the rim: they are never seen."""
    inside = chosen.copy()
    for _ in range(rings):
        open_vertices = np.unique(faces[~inside])
        inside &= ~np.isin(faces, open_vertices).any(1)
    return inside


def garment(name, vertices, data, colour, off, *, smooth=14):
    faces, pairs, share = data[f"{name}_faces"], data[f"{name}_pairs"], data[f"{name}_shares"][:, None]
    points = np.concatenate([vertices, vertices[pairs[:, 0]] * (1 - share) + vertices[pairs[:, 1]] * share])
    used = np.unique(faces)
    number = np.full(len(points), -1)
    number[used] = np.arange(len(used))
    thing = mesh(name, points[used], number[faces], cloth(name, colour))
    away = thing.modifiers.new("away", "DISPLACE")
    away.strength, away.mid_level = off, 0
    even = thing.modifiers.new("even", "SMOOTH")
    even.factor, even.iterations = 0.5, smooth
    thick = thing.modifiers.new("thick", "SOLIDIFY")
    thick.thickness, thick.offset = 0.006, 0
    fine = thing.modifiers.new("fine", "SUBSURF")
    fine.levels = fine.render_levels = 1


def anatomy(vertices, data, picture):
    """The figure as a plain mannequin: reached muscles in colour, deep ones seen through the skin."""
    colour = np.tile(np.array(MANNEQUIN), (len(vertices), 1))
    faces, short = data["faces"], (data["shorts_inside"] > 0)[:, None]
    colour = colour * (1 - short) + np.array((0.30, 0.35, 0.40)) * short
    paint = data[f"paint_{picture['paint']}"]
    colour = colour * (1 - paint[:, 3:]) + paint[:, :3] * paint[:, 3:]
    thing = mesh("body", vertices, faces, cloth("skin", MANNEQUIN, 0.6))
    layer = thing.data.color_attributes.new("colour", "FLOAT_COLOR", "POINT")
    layer.data.foreach_set("color", np.concatenate([colour, np.ones((len(colour), 1))], 1).ravel())
    see = thing.data.attributes.new("see", "FLOAT", "POINT")
    see.data.foreach_set("value", data[f"see_{picture['paint']}"].astype(np.float32))
    tree = thing.data.materials[0].node_tree
    skin, out = tree.nodes["Principled BSDF"], tree.nodes["Material Output"]
    read = tree.nodes.new("ShaderNodeAttribute")
    read.attribute_name = "colour"
    tree.links.new(read.outputs["Color"], skin.inputs["Base Color"])
    much = tree.nodes.new("ShaderNodeAttribute")
    much.attribute_name = "see"
    clear, mix = tree.nodes.new("ShaderNodeBsdfTransparent"), tree.nodes.new("ShaderNodeMixShader")
    tree.links.new(much.outputs["Fac"], mix.inputs[0])
    tree.links.new(skin.outputs[0], mix.inputs[1])
    tree.links.new(clear.outputs[0], mix.inputs[2])
    tree.links.new(mix.outputs[0], out.inputs["Surface"])
    for body in picture["deep"]:
        tapered(body)


def tapered(body):
    a, b = Vector(body["a"]), Vector(body["b"])
    bpy.ops.mesh.primitive_uv_sphere_add(segments=24, ring_count=14, radius=1, location=(a + b) / 2)
    thing = bpy.context.object
    thing.scale = (body["radius_m"], body["radius_m"], max((b - a).length / 2, body["radius_m"]))
    thing.rotation_euler = (b - a).to_track_quat("Z", "Y").to_euler()
    thing.data.materials.append(cloth("deep", body["colour"], 0.6))
    bpy.ops.object.shade_smooth()


if __name__ == "__main__":
    main()
