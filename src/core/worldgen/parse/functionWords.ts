/** Words that are never things: grammar, verbs, adverbs, and nouns that name nothing to place. */

const set = (words: string) => new Set(words.trim().split(/\s+/));

/** Open a noun phrase. */
export const DETERMINERS = set(
  "the a an this that these those its their his her my your our some any each every another other all either such same",
);

/** Point back at something already there. */
export const DEFINITE = set("the this that these those its their his her same");

/** Stand for an earlier noun phrase. */
export const PRONOUNS = set(
  "it them they which everything both each there these those this that here itself themselves one ones him her",
);

/** Prepositions, conjunctions, auxiliaries, pronouns, adverbs: never part of a noun phrase. */
export const FUNCTION_WORDS = set(`
  of to for from by at in on into onto with without within and or nor but if then than as so because while when where which who whom whose what how why
  is are was were be been being am do does did done have has had having can could will would shall should may might must need
  i me we us you he she they them it its him there here also too very just only even still again always never ever often sometimes
  not no none nothing nobody neither yes please thanks thank ok okay maybe perhaps really quite rather almost about around
  up down off out over under above below near next between behind beside besides along across through throughout toward towards against among amid amongst
  upon per via plus minus except instead during before after since until till like unlike despite within away back forward together apart
  everywhere somewhere anywhere nowhere elsewhere inside outside underneath beneath alongside opposite nearby around ahead aside overhead beyond past
  however therefore though although yet already soon now later today first finally lastly additionally furthermore moreover meanwhile otherwise etc eg ie
  someone somebody anyone anybody everyone everybody something anything everything myself yourself ourselves 's x times s t re ll ve m
  the a an this that these those his her my your our their some any each every another other all either both such same much more most less least fewer enough twice thrice plz pls thx altogether anymore nowadays whatsoever whoever whatever wherever whenever ago else sans bereft versus indeed alas sadly instead once`);

/** Verbs in the forms that prompts use; skipped, unless a table or noun phrase claims them first. */
export const VERBS = set(`
  add adds added adding put puts putting place places placed placing make makes making made create creates creating created build builds  built generate generates generating generated
  give gives giving show shows showing design designs designing draw draws imagine imagining  want wants wanted wish wishes like likes need needs needed let lets have
  set sets setting contain contains containing include includes including included feature features featuring featured consist consists consisting
  stand stands standing stood sit sits sitting sat lie lies lying lay lays hang hangs hanging hung rest rests resting lean leans leaning sleep sleeps sleeping live lives living
  float floats floating fly flies flying swim swims swimming run runs running walk walks walking go goes going come comes coming play plays playing eat eats eating drink drinks drinking
  look looks looking see sees seeing seen watch watches watching find finds found keep keeps kept hold holds holding get gets getting got take takes taking bring brings
  open opens opening close closes closing turn turns turning fall falls falling rise rises rising grow grows growing grown flow flows flowing lead leads leading
  surround surrounds face faces facing fill fills filling cover covers covering circle circles circling pass passes passing catch catches catching cross crosses crossing
  use uses using used seem seems feel feels start starts starting end ends ending work works working wait waits waiting talk talks talking visit visits visiting
  leave  left tied tie strung parked moored arranged arrange arranges placed located situated positioned scattered dotted spread lined tucked stacked piled
  decorated surrounded filled covered lit called named shaped inspired based ensure render display displays displaying remove removes delete avoid avoids skip exclude excludes
  happening happens gather gathers gathered grazing grazes roam roams roaming wander wanders wandering overlook overlooks overlooking guard  guarding stretch stretches stretching dominate dominates
  chase chases chasing climb climbs climbing bloom blooms blooming shine shines glow glows glowing sparkle sparkles burn burns burning read reads reading write writes writing
  wear wears wearing carry carries carrying ride rides riding sell sells selling serve serves serving cook cooks cooking dance dances dancing sing sings singing
  came went gone shone turned looked  seated lies opens ignore output print tell say says said think know become becomes represent represents resemble resembles belong belongs
  slept kept swept wept knelt wrote rode drove chose froze stole wore tore swore began sang rang sank drank swam ran hid lit slid fed led held bled fled met caught bought brought fought thought taught sought told sold laid paid had did saw gave ate drew grew knew threw blew flew shook took forgot lost won spun dug stuck struck clung swung flung spread burst went
  hosting host hosts celebrate celebrates celebrating illuminate illuminates illuminated illuminating frame  adorn adorned adorns  reach reaches reaching peek peeks peeking poke pokes poking
  drift drifts drifting hover hovers hovering crawl crawls crawling lurk lurks lurking  perch perches perching    dig digs digging pull pulls pulling push pushes pushing
  want would should could gets catches turns moved move moves moving change changes replace replaces swap stay stays staying enjoy enjoys enjoying relax relaxing thrown throw throws throwing remain remains remained remaining lack lacks lacking exist exists`);

/** Nouns that name no thing to place: parts of space, of speech, of time; kin of whoever writes. */
export const ABSTRACT = set(`
  side sides way ways kind kinds sort sorts type types scene scenes scenery place places area areas spot spots  part parts piece pieces bit bits end ends edge edges middle center centre corner corners
  front back backs fronts tops bottoms top bottom left right north south east west northeast northwest southeast southwest distance background foreground surroundings
  view views atmosphere vibe vibes mood feeling feel style theme design layout world environment setting detail details look sense touch idea concept example version image 
  time times day days night nights evening evenings morning mornings afternoon afternoons noon midnight hour hours minute minutes moment week weeks month months year years weekend season decade decades accident vain today yesterday tomorrow tonight century age era
  monday tuesday wednesday thursday friday saturday sunday january february april june july august september october november december
  colour color colours colors size sizes shape shapes number numbers amount lot lots couple  total rest whole half
  air sound sounds noise noises smell scent  silence darkness brightness warmth glow shade sunshine moonlight sunlight starlight candlelight daylight reflection reflections
  sky skies weather temperature climate sun heaven horizon
  name names word words story stories prompt system user key api  output instruction instructions message language please brochure
  son daughter mum mom dad mother father husband wife boyfriend girlfriend brother sister grandma grandpa granny uncle aunt nephew niece
   client clients  life death love peace fun magic power energy work job help use purpose reason problem question answer fact
  everything anything something nothing thing things stuff item items object objects
  length width height depth metre metres meter meters m cm km feet  inch inches degree degrees percent
  level levels direction directions order  contrast balance variety quality beauty charm comfort luxury privacy access 
  pass trip visit tour  walkthrough  fun rest opening olds old am pm oclock 
     inside outside anywhere everywhere action motion arrival departure asleep awake`);

/** Names of things without a plural of their own: one word, some of it. */
export const MASS_NOUNS = set(
  "grass seaweed kelp coral sand snow ice moss ivy straw hay gravel mud lava smoke steam fog dust water oil food fruit bread cheese meat rice wheat corn bamboo foliage vegetation undergrowth shrubbery furniture luggage rubbish trash garbage debris rubble litter equipment clothing laundry lighting greenery driftwood firewood gold treasure loot cutlery crockery wildlife livestock poultry cattle people plankton algae confetti graffiti scaffolding fencing bunting tinsel ammo machinery heather lavender reed",
);

/** Animals and the like whose plural is the same word. */
export const INVARIANT = set(
  "sheep fish deer moose bison salmon trout shrimp squid aircraft spacecraft series species cattle people police jellyfish swine elk cod tuna offspring",
);

/** Words after which a noun-like word is a verb: "to rest", "who fishes". */
export const VERB_CUES = set(
  "to who that which can could will would should must may might they we i you he she please let not don us",
);

/** Nouns that are verbs as often: after a noun and before a preposition they are verbs. */
export const NOUN_VERBS = set(
  "stands swings slides rocks lights watches flies boats parks fishes plants trains fans benches tables floats drives crosses circles guards lies rests runs falls sits hangs leaves looks leans sleeps waits plays sings rises grows flows leads overlooks drops drips rings hides works cooks paints bathes nests roosts perches peeks curls dozes stares grazes sails drifts hovers crawls climbs winds bows glows shines burns marches",
);

/** Nouns that an order begins with as verbs: "plant three trees". */
export const ORDER_NOUNS = new Set(
  "plant park place light frame fence dock stack build box post bank board ship water book".split(" "),
);
