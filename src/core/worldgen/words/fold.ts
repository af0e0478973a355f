/** One spelling for words that are written in several ways. */

/** American or rarer spellings by word, each with the one that keys are kept under. */
const SPELLINGS: Readonly<Record<string, string>> = {
  ...{
    gray: "grey",
    harbor: "harbour",
    center: "centre",
    theater: "theatre",
    armor: "armour",
    armored: "armoured",
  },
  ...{ parlor: "parlour", sabre: "saber", scepter: "sceptre", plow: "plough", tire: "tyre" },
  ...{
    molding: "moulding",
    mold: "mould",
    jewelry: "jewellery",
    aeroplane: "airplane",
    aeroplanes: "airplanes",
  },
  ...{ colored: "coloured", color: "colour", neighbor: "neighbour", donut: "doughnut" },
  ...{
    ax: "axe",
    yoghurt: "yogurt",
    pajamas: "pyjamas",
    cozy: "cosy",
    licorice: "liquorice",
    caliper: "calliper",
  },
  ...{ fiber: "fibre", caldron: "cauldron", gazeboes: "gazebos", railroad: "railway", barbeque: "barbecue" },
  ...{ favorite: "favourite", flavor: "flavour", catalog: "catalogue", whisky: "whiskey" },
  ...{ disk: "disc", program: "programme", encyclopaedia: "encyclopedia" },
};

const PLAIN = /^[a-z']+(?: [a-z']+)*$/;
const OTHER_SPELLING = new RegExp(`\\b(${Object.keys(SPELLINGS).join("|")})(s?)\\b`, "g");

/**
 * `phrase` as keys are kept: lower case, without diacritics, words divided by one space (also where it had hyphens or
 * underscores), spelt the British way where there are two. Linear in the length.
 */
export function fold(phrase: string): string {
  const plain = PLAIN.test(phrase) ? phrase : plainOf(phrase);
  return plain.replace(OTHER_SPELLING, (_, word: string, plural: string) => SPELLINGS[word] + plural);
}

function plainOf(phrase: string): string {
  return phrase
    .normalize("NFKD")
    .replace(/\p{M}+/gu, "")
    .toLowerCase()
    .replaceAll("ß", "ss")
    .replaceAll("œ", "oe")
    .replaceAll("æ", "ae")
    .replaceAll("’", "'")
    .replace(/[\s_-]+/g, " ")
    .trim();
}
