/** Verbs of leaving, taking away and destroying: what they are said of, or done to, is no longer there. */
import { phraseTable } from "./phrases.ts";

export type GoneWord =
  /** Says it by itself: "vanished", "sailed away". */
  | "left"
  /** Only in the perfect: "have sailed", but "sailed past the pier". */
  | "perfect"
  /** Said of what it was done to: "was demolished". */
  | "removed"
  /** The same, but in the present only at the end of a clause: "is sold by a farmer" is on offer. */
  | "sold"
  /** The same, unless where to follows: "collapsed last winter", but "bolted to the floor", "an escaped lion". */
  | "broke"
  /** Only after a form of "be": "is in for repair", "are out at sea". */
  | "elsewhere"
  /** Where it was brought follows: "was taken to the dump". */
  | "sent"
  /** What follows stands in its place: "was replaced by". */
  | "yields";

/** Every verb with every particle: "sailed|flown", "away|off". */
function pairs(verbs: string, particles: string): string {
  return verbs
    .split("|")
    .flatMap((verb) => particles.split("|").map((particle) => `${verb} ${particle}`))
    .join("|");
}

const MOVED =
  "sailed|flown|flew|ridden|rode|driven|drove|run|ran|walked|marched|swum|swam|wandered|hopped|slipped|drifted|gone|went|stolen|stole|crawled|galloped|rolled|trotted|strolled|sneaked|snuck|crept|floated|steamed|rowed|melted|washed|rotted|worn|wasted|moved|hobbled|cycled|paddled|trekked|limped|waddled|scurried|fluttered|scuttled|bounded|stormed|hurried|rushed";
const TAKEN =
  "taken|carried|cleared|carted|hauled|towed|shipped|sent|given|thrown|packed|put|locked|stored|swept|washed|blown|tidied|moved|dragged|wheeled|whisked|spirited|chased|driven|stowed|stripped|burned|burnt|sold|auctioned|signed|rolled|folded|stacked|led|ferried|flown|lifted";
const FELLED =
  "taken|torn|pulled|knocked|cut|chopped|burned|burnt|blown|hacked|mown|broken|sawn|bulldozed|shot|brought|ripped|melted";

const MUSEUMS =
  "to # museum|to # dump|to # tip|to # scrapyard|for scrap|to # landfill|to # highest bidder|to # auction|to # charity|to # neighbour|to # neighbours|to # neighbor|to # neighbors|to # grave";

export const GONE = phraseTable<GoneWord>([
  [
    `vanished|need not apply|disappeared|departed|fled|perished|died|died out|died off|sank|sunk without a trace|evaporated|melted|moved out|moved elsewhere|moved abroad|moved on|dried up|dried out|run dry|ran dry|withered away|crumbled to dust|turned to dust|ceased to exist|burned down|burnt down|burned to the ground|burnt to the ground|burned to ashes|been and gone|left town|left long ago|left years ago|left yesterday|left for good|left the building|left the place|left the village|left the room|left the scene|left the town|made off|cleared off|set off|taken off|taken flight|upped and left|passed away|gone|gone for good|gone extinct|gone bust|gone missing|gone up in smoke|gone under|gone to sea|emigrated|conspicuous by # absence|been let go|given up # ghost|gave up # ghost|bitten # dust|met its end|${pairs("went|gone", MUSEUMS)}|had to go|has to go|have to go|a thing of the past|things of the past|history|ancient history|no more|but a memory|only a memory|just a memory|a distant memory|away|missing|absent|extinct|nowhere|nowhere to be seen|nowhere to be found|not to be seen|not to be found|out of stock|out of the question|to go|${pairs(MOVED, "away|off")}|${pairs("gone|went|walked|sailed|flown|flew|run|ran|rode|ridden|driven|drove", "home|south|elsewhere|for good|to africa|out to sea")}`,
    "left",
  ],
  [
    "sailed|left|flown|ridden|driven|marched|sunk|withered|retired|rotted|moved|wandered|left for|gone to|flown to|sailed for|sailed to|drowned|dispersed|disbanded|checked out|logged off|clocked off|finished for # day",
    "perfect",
  ],
  [
    `removed|chopped up|sawn up|broken up|smashed up|chopped for firewood|cut long ago|cut years ago|cut last year|toppled|demolished|destroyed|felled|uprooted|dismantled|evicted|banished|exiled|expelled|scrapped|discarded|donated|evacuated|relocated|auctioned|cancelled|canceled|eliminated|erased|abolished|razed|levelled|leveled|flattened|bulldozed|looted|confiscated|impounded|repossessed|excluded|omitted|deleted|disposed of|done away with|got rid of|thrown out|thrown overboard|left out|left at home|left behind at home|kept out|filled in|paved over|built over|dug up|dug out|wiped out|ripped out|torn out|taken out|cleared out|hunted to extinction|killed off|cut away|sold off|sold out|sold long ago|sold years ago|used up|adopted|rehomed|slaughtered|butchered|culled|decommissioned|recycled|pawned|reclaimed|called off|dismissed|sent home|let go|eaten|devoured|drunk|not allowed|not welcome|not wanted|not permitted|forbidden|banned|prohibited|outlawed|unwelcome|barred|ruled out|off limits|not here|not there|${pairs(TAKEN, "away|off|elsewhere|into storage")}|${pairs(FELLED, "down")}`,
    "removed",
  ],
  [
    "sold|stolen|lost|collected|picked up|fetched|forgotten|returned|given up|burned|burnt|not in stock",
    "sold",
  ],
  ["collapsed|bolted|escaped|caved in|fell apart|ran out|rusted away", "broke"],
  [
    "in for repair|in for repairs|under repair elsewhere|out at sea|on loan|out on loan|in storage|out fishing|out hunting|out for # day|out for # night|off sick|on holiday|on vacation|on strike|at # mechanic|at # mechanics|at # vet|at # vets|at # cleaners|at # dry cleaners|at # repair shop|at # restorer|at # restorers|at # blacksmith|being repaired elsewhere|elsewhere|somewhere else",
    "elsewhere",
  ],
  [
    pairs(
      "taken|sent|given|shipped|sold|lent|loaned|donated|handed|handed over|returned|towed|carted|carried off|evacuated|rushed|transferred|auctioned off",
      "to",
    ),
    "sent",
  ],
  [
    "replaced by|replaced with|swapped for|exchanged for|traded for|traded in for|given way to|gave way to|made way for|make way for|to make way for|to give way to|turned into|converted into|superseded by",
    "yields",
  ],
]);

/** Done to what follows: "thieves stole the piano", "a fire has destroyed the church". */
export const TOOK = phraseTable<true>([
  [
    `forgot|stole|stolen|destroyed|demolished|removed|felled|uprooted|dismantled|scrapped|banished|evicted|discarded|sold|sold off|sold all|razed|flattened|gave away|given away|gave up|threw out|threw away|got rid of|did away with|tore down|tore out|ripped out|took down|took away|took out|blew down|blew away|swept away|washed away|carried off|carried away|dug up|filled in|wiped out|ate up|drank up|devoured|cleared away|cleared out|burned down|burnt down|looted|confiscated|repossessed|impounded|stolen|sank|auctioned|shut down|towed away|pulled out|emptied of|drove away|drove off|drove out|chased away|chased off|scared off|scared away|made off with|ran off with|ran away with|flew off with|absconded with|${pairs("pulled|knocked|cut|chopped|torn|taken|blown|hacked|ripped|shot|burned|burnt|broken", "down")}|${pairs("taken|carried|swept|washed|blown|thrown|driven|chased|towed|sold|hauled|carted", "away|off")}`,
    true,
  ],
]);

/** Particles that close "took the chairs …", "tore the barn …". */
export const TAKEN_ALONG = phraseTable<true>([
  [
    "for another day|for another time|for later|for next time|until later|until next time|to somebody else|to someone else|away|off|out|down|aside|home|elsewhere|with them|with him|with her|with it|along with them|back with them|to the dump|into storage|overboard",
    true,
  ],
]);

/** Verbs that such a particle makes verbs of taking away, in any form. */
export const TAKES = new Set(
  "save saving leave leaving left keep keeping kept take taking took taken throw threw thrown throwing cut cutting tear tore torn pull pulled knock knocked chop chopped carry carried sweep swept wash washed blow blew blown burn burned burnt give gave given pack packed put lock locked chase chased drive drove driven send sent tow towed cart carted haul hauled clear cleared rip ripped".split(
    " ",
  ),
);

/** Verbs of having, getting, wanting, seeing and putting: denied, their object is not there, definite or not. */
export const HAVING = new Set(
  "have had having get got gets receive received acquire acquired contain contained contains include included includes need needed needs want wanted wants own owned owns feature featured features hold held holds see seen saw sees find found finds use used add added put place placed show shown draw drawn make made build built plant planted buy bought like likes love loves require required afford offer offered offers boast boasts possess possessed possesses keep kept keeps sport install installed feature bring brought sell sells sold serve serves stock stocks allow allowed tolerate permit permitted insert generate create render spot notice noticed spotted hide hides house houses carry carries bear bears spy deliver delivered erect erected".split(
    " ",
  ),
);

/** Verbs of bringing things to a place: where nobody did that, nothing is there, named with "the" or not. */
export const BRINGING = new Set(
  "bring brought build built add added install installed plant planted put make made deliver delivered erect erected buy bought invite invited supply supplied provide provided order ordered".split(
    " ",
  ),
);

/** What was never done to things that are therefore not there: "the lamps were never installed". */
export const BROUGHT = phraseTable<true>([
  [
    "installed|built|planted|added|delivered|erected|put up|set up|put in|put out|brought|brought out|brought in|brought along|hung|hung up|mounted|invited|bought|acquired|ordered|included|provided|supplied|unpacked|found|seen|spotted|replaced|let in|allowed|allowed in|meant to be|supposed to be",
    true,
  ],
]);

/** Lead to a verb of having that was not done: "never got around to buying a fridge". */
export const UNDONE = phraseTable<true>([
  [
    "never got around to|never got round to|did not get around to|did not get round to|not got around to|not got round to|never came round to|forgot to|forgets to|forgotten to|failed to|fails to|fail to|refused to|refuses to|refuse to|refusing to|declined to|declines to|neglected to|neglects to|not bother to|never bothered to|nobody bothered to|no one bothered to|decided not to|decides not to|decided against|chose not to|choose not to|opted not to|opted against|preferred not to|prefer not to|rather not|sooner not|no time to|no money to|no room to|no wish to|no desire to|no intention of|no plans to|no plan to|not afford to|too poor to|too lazy to|too mean to|too stingy to|unable to|not able to|no one thought of|nobody thought of|nobody thought to|no one thought to|never thought of|never thought to|never managed to|not manage to|put off|postponed|no longer|stop|stops|stopped|no point in|gave up|given up|quit",
    true,
  ],
]);
