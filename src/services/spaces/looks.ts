/** The looks that avatars can have. A look is a word: clients decide how to draw it, these colours are a hint. */

export interface Look {
  readonly id: string;
  readonly name: string;
  /** Main and second colour, #rrggbb. */
  readonly body: string;
  readonly accent: string;
}

export const LOOKS: readonly Look[] = [
  { id: "default", name: "Plain", body: "#7a8aa0", accent: "#ffffff" },
  { id: "fox", name: "Fox", body: "#d9722e", accent: "#fff4e6" },
  { id: "owl", name: "Owl", body: "#7b5a3c", accent: "#f2d9a0" },
  { id: "frog", name: "Frog", body: "#4f9d4a", accent: "#e8f59a" },
  { id: "whale", name: "Whale", body: "#2f6fb0", accent: "#dcefff" },
  { id: "robot", name: "Robot", body: "#9aa3ab", accent: "#3fd0c9" },
  { id: "cactus", name: "Cactus", body: "#3f7f56", accent: "#f08ca8" },
  { id: "ghost", name: "Ghost", body: "#eceaf5", accent: "#6c5fb3" },
];
