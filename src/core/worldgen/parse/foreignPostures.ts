/** Where things lean, sit and hang in other languages; how prepositions and articles grow together; written like foreignWords.ts. */
import { forms } from "./foreignGone.ts";

export const POSTURES_ES = forms(
  "o a os as",
  "apoyad=leaning,recostad=leaning,sentad=sitting,colgad=hanging,aparcad=parked,estacionad=parked,amarrad=moored,tumbad=lying,dormid=asleep,escondid=hidden,colocad=placed,situad=placed,apilad=stacked",
);
export const POSTURES_FR = `${forms("- e s es", "appuyé=leaning,adossé=leaning,posé=placed,couché=lying,accroché=hanging,suspendu=hanging,garé=parked,amarré=moored,perché=perched,endormi=asleep,caché=hidden,installé=placed,placé=placed,empilé=stacked")},adossé à=leaning against,adossée à=leaning against,assis=sitting,assise=sitting,assises=sitting,debout=standing,au mur=on the wall,sur le mur=on the wall,aux murs=on the walls,au nord de=north of,au sud de=south of,à l est de=east of,à l ouest de=west of,à gauche de=to the left of,à droite de=to the right of,port de pêche=harbour`;
export const POSTURES_IT = `${forms("o a i e", "appoggiat=leaning,sedut=sitting,appes=hanging,parcheggiat=parked,sdraiat=lying,nascost=hidden,ormeggiat=moored,addormentat=asleep,sistemat=placed,impilat=stacked")},${forms("o a i e", "appoggiat~ a=leaning against")},alla parete=on the wall,sulla parete=on the wall,al muro=on the wall,a est di=east of,a ovest di=west of,a sinistra di=to the left of,a destra di=to the right of,parete=wall`;
export const POSTURES_PT = `${forms("o a os as", "encostad=leaning,apoiad=leaning,sentad=sitting,pendurad=hanging,estacionad=parked,deitad=lying,escondid=hidden,amarrad=moored,colocad=placed,empilhad=stacked,encostad~ em=leaning against,encostad~ a=leaning against")},na parede=on the wall,nas paredes=on the walls,parede=wall,paredes=walls,ao norte de=north of,ao sul de=south of,a leste de=east of,a oeste de=west of,à esquerda de=to the left of,à direita de=to the right of`;
export const POSTURES_DE =
  "lehnt an=leaning against,lehnen an=leaning against,lehnt gegen=leaning against,gelehnt=leaning,parkt=is,parken=are,hängen=hang,schläft=is,schlafen=are,nördlich=north of,südlich=south of,östlich=east of,westlich=west of,nördlich davon=north of it,südlich davon=south of it,östlich davon=east of it,westlich davon=west of it,links davon=to the left of it,rechts davon=to the right of it,links neben=to the left of,rechts neben=to the right of";

/** "de" before "le" is "du": what a phrase that ends in the first word ends in instead, and what that is in English. */
export const CONTRACTIONS: Readonly<Record<string, Readonly<Record<string, string>>>> = {
  es: { de: "del", a: "al" },
  fr: { de: "du,des,d=", à: "au,aux" },
  it: {
    di: "del,dello,della,dell,dei,degli,delle",
    a: "al,allo,alla,all,ai,agli,alle,ad=",
    da: "dal,dallo,dalla,dall,dai,dalle",
  },
  pt: { de: "do,da,dos,das", em: "no,na,nos,nas", a: "ao,à,aos,às", por: "pelo,pela,pelos,pelas" },
  de: { von: "vom", an: "am", zu: "zum,zur", in: "im" },
};

/** The pairs and, for those that end in such a word, the ones with the words grown together. */
export function contracted(
  pairs: readonly (readonly [string, string])[],
  language: string,
): readonly (readonly [string, string])[] {
  const table = CONTRACTIONS[language] ?? {};
  const known = new Set(pairs.map(([words]) => words));
  const grown = pairs.flatMap(([words, english]) => {
    const at = words.lastIndexOf(" ");
    const last = words.slice(at + 1);
    if (at < 0 || !Object.hasOwn(table, last)) return [];
    return table[last]!.split(",").map((form): [string, string] =>
      form.endsWith("=")
        ? [`${words.slice(0, at)} ${form.slice(0, -1)}`, english]
        : [`${words.slice(0, at)} ${form}`, `${english} the`],
    );
  });
  return [...pairs, ...grown.filter(([words]) => !known.has(words))];
}
