/** Colours by name, and the sets of variants that a row may ask for in one word. */

export const COLORS: Readonly<Record<string, string>> = {
  ...{ red: "#c0392b", orange: "#e67e22", yellow: "#f1c40f", green: "#3f8f4f", blue: "#2f6fb5" },
  ...{ purple: "#7d4ba3", pink: "#f29bb6", brown: "#7a5230", black: "#1f1f22", white: "#f2f2f2" },
  ...{ grey: "#8a8d91", beige: "#d9c7a3", gold: "#d4af37", silver: "#c0c5ce", turquoise: "#2fb5ab" },
};

/** Each entry is one variant in the notation of a row: `color`, `color/material` or `id:#rrggbb/material`. */
export const PALETTES: Readonly<Record<string, readonly string[]>> = {
  wood: [
    ...["oak:#b08d57/wood", "walnut:#5c4033/wood", "white:#f2f2f2/painted wood", "black/painted wood"],
    ...["red/painted wood", "blue/painted wood", "green/painted wood"],
  ],
  metal: [
    "silver/metal",
    "black/metal",
    "white/metal",
    "red/metal",
    "blue/metal",
    "green/metal",
    "yellow/metal",
  ],
  cloth: [
    ...["red/fabric", "blue/fabric", "green/fabric", "yellow/fabric", "white/fabric", "black/fabric"],
    ...["purple/fabric", "pink/fabric", "beige/fabric"],
  ],
  plastic: [
    "red/plastic",
    "blue/plastic",
    "yellow/plastic",
    "green/plastic",
    "white/plastic",
    "black/plastic",
  ],
  ceramic: [
    "white/ceramic",
    "blue/ceramic",
    "red/ceramic",
    "yellow/ceramic",
    "green/ceramic",
    "black/ceramic",
  ],
  stone: ["grey/stone", "white/marble", "beige/sandstone", "black/granite"],
  rock: ["grey/rock", "brown/rock", "black/rock", "beige/sandstone", "white/limestone", "red/rock"],
  wall: ["white/plaster", "red/brick", "grey/stone", "brown/wood", "yellow/plaster", "blue/painted wood"],
  glass: ["white/glass", "green/glass", "blue/glass", "brown/glass", "red/glass"],
  car: [
    "red/metal",
    "blue/metal",
    "white/metal",
    "black/metal",
    "silver/metal",
    "yellow/metal",
    "green/metal",
  ],
  flower: ["red", "yellow", "white", "pink", "purple", "blue", "orange"],
  leaf: ["green/leaf", "yellow/leaf", "red/leaf", "orange/leaf"],
  autumn: ["green/leaf", "orange/leaf", "red/leaf", "yellow/leaf"],
  pastel: ["white/wood", "pink/wood", "blue/wood", "yellow/wood"],
  fur: ["brown/fur", "black/fur", "white/fur", "grey/fur", "orange/fur"],
  person: ["blue/cloth", "red/cloth", "green/cloth", "black/cloth", "white/cloth", "yellow/cloth"],
  robot: ["silver/metal", "white/metal", "red/metal", "blue/metal", "yellow/metal", "black/metal"],
  toolwood: ["brown/wood", "silver/metal", "red/plastic", "black/plastic"],
  leather: [
    "brown/leather",
    "black/leather",
    "red/leather",
    "blue/fabric",
    "green/fabric",
    "white/canvas",
    "beige/canvas",
  ],
  plain: ["grey", "red", "orange", "yellow", "green", "blue", "purple", "pink", "brown", "black", "white"],
};
