/** Every way to deny a thing, and what only sounds like it: what is there, what must not be there. */
import assert from "node:assert/strict";
import { intentOf } from "./reading.ts";

/** Prompt; nouns that are there; nouns that must not be there. */
type Row = readonly [prompt: string, there: string, absent?: string];

function denials(title: string, rows: readonly Row[]): void {
  for (const [prompt, there, absent = ""] of rows) {
    it(`${title}: ${JSON.stringify(prompt)}`, () => {
      const intent = intentOf(prompt);
      const nouns = [...new Set(intent.entities.map(({ noun }) => noun))];
      assert.equal(nouns.sort().join(", "), there);
      assert.equal([...intent.absent].sort().join(", "), absent);
    });
  }
}

describe("what a prompt denies", () => {
  denials("[LA40] leaving", [
    ["a pier with a crate; the boats have all sailed", "crate", "boat"],
    ["A harbour with a lighthouse. The ships sailed away at dawn.", "lighthouse", "ship"],
    ["a stable with a bucket, the horses have bolted", "bucket", "horse"],
    ["The knights rode off long ago. A well and a throne.", "throne, well", "knight"],
    ["a tree with a sign, but the birds have flown south", "sign, tree", "bird"],
    ["the buses have left; a bench and a bin", "bench, bin", "bus"],
    ["a garage whose cars have driven off", "garage", "car"],
    ["a lawn with a hedge where the snowman has melted", "hedge", "snowman"],
    ["the wolf is gone, the sheep are back", "sheep", "wolf"],
    ["A square with a fountain. The horses have gone home.", "fountain", "horse"],
    ["the knights have moved out of the castle", "castle", "knight"],
    ["a farm. The cows died last winter. A barn.", "barn", "cow"],
    ["the dragons died out centuries ago, a castle stands here", "castle", "dragon"],
    ["a dry valley with a cactus, the river has dried up", "cactus", "river"],
    ["There were two tents by the lake; they are both gone", "lake", "tent"],
    ["A ship lay by the lighthouse. It has sailed.", "lighthouse", "ship"],
    ["a pond; the duck flew away", "pond", "duck"],
    ["A table and two chairs. The dog ran off.", "chair, table", "dog"],
    ["bench, tree, the fox has slipped away", "bench, tree", "fox"],
    ["an empty shelf and a mug, all the books gone", "mug, shelf", "book"],
  ]);

  denials("[LA40] selling, taking and destroying", [
    ["the cars were sold off, a tractor remains", "tractor", "car"],
    ["a living room with a rug; the sofa has been sold", "rug", "sofa"],
    ["a plaza. The statue has been taken down. A bench.", "bench", "statue"],
    ["the barn burned down last year, the silo did not", "silo", "barn"],
    ["the old windmill was torn down; a house and a fence", "fence, house", "windmill"],
    ["The mirrors had been removed from the hall. A piano.", "piano", "mirror"],
    ["a hill with a rock, the trees long since felled", "rock", "tree"],
    ["the bridge was swept away by the flood; a canoe on the river", "canoe, river", "bridge"],
    ["Thieves stole the piano. A stool.", "stool", "piano"],
    ["they took the chairs with them and left the table", "table", "chair"],
    ["A fire destroyed the church. A well remains.", "well", "church"],
    ["The storm has blown down the fence. A barn.", "barn", "fence"],
    ["We sold the sofa and kept the armchair", "armchair", "sofa"],
    ["Someone has carried off the bucket. A well.", "well", "bucket"],
    ["they have cut down the oak; a bench", "bench", "oak"],
    ["The wardrobe had to make way for a piano", "piano", "wardrobe"],
    ["the fountain was replaced by a statue", "statue", "fountain"],
    ["the hedge has been replaced with a fence", "fence", "hedge"],
    ["the books were given away, the bookshelf is bare", "bookshelf", "book"],
    ["the lamp was thrown out. A candle on the desk.", "candle, desk", "lamp"],
    ["The boat sank years ago. A tower.", "tower", "boat"],
    ["the sheep were eaten by the wolf", "wolf", "sheep"],
    ["the pool was filled in, now there is a parasol", "parasol", "pool"],
    ["the kite has been put away; a basket", "basket", "kite"],
    ["a kitchen with an oven; the fridge was scrapped", "oven", "fridge"],
    ["I got rid of the sofa, there is an armchair", "armchair", "sofa"],
    ["the tent has been packed away, the campfire is lit", "campfire", "tent"],
    ["two benches, one tree, the statue demolished", "bench, tree", "statue"],
  ]);

  denials("[LA40] of old", [
    ["a windmill used to stand here, now a barn", "barn", "windmill"],
    ["a flat spot where the mill house once was, and a well", "well", "mill house"],
    ["a plinth-like rock where a statue used to be", "rock", "statue"],
    ["where the church had been there is a lake", "lake", "church"],
    ["There once was a castle here. Only a gate is left.", "gate", "castle"],
    ["the former bakery had an oven; today a table", "oven, table"],
    ["Once there were horses here. A fence.", "fence", "horse"],
    ["formerly a fountain stood here; a cactus grows there", "cactus", "fountain"],
    ["the statue is a thing of the past. A bench.", "bench", "statue"],
    ["In the old days there was a well here. Today a fountain.", "fountain", "well"],
    ["what used to be a pond is now a hedge", "hedge", "pond"],
    ["there used to be three boats on the lake", "lake", "boat"],
    ["a bench that used to have a parasol", "bench", "parasol"],
    ["a house without the tower it once had", "house", "tower"],
  ]);

  denials("[LA40] looking in vain", [
    ["You will look in vain for a bench. A tree.", "tree", "bench"],
    ["a park with a lake where you search in vain for a duck", "lake", "duck"],
    ["you won't find a single car, but a horse", "horse", "car"],
    ["a bench; there isn't a tree to be seen", "bench", "tree"],
    ["not a boat as far as the eye can see, a lighthouse", "lighthouse", "boat"],
    ["nowhere is there a chair; a rug", "rug", "chair"],
    ["a rug and nowhere to sit, not even a stool", "rug", "stool"],
    ["Nowhere a tree. A rock.", "rock", "tree"],
    ["a desk and a lamp, no chair anywhere", "desk, lamp", "chair"],
    ["a lake; boats are nowhere to be seen", "lake", "boat"],
    ["There is not so much as a bush. A cactus.", "cactus", "bush"],
    ["you'd be hard pressed to find a tree here; a rock", "rock", "tree"],
    ["hardly a square with a fountain: no sign of a pigeon", "fountain", "pigeon"],
    ["a well and a cow, horses you will not see", "cow, well", "horse"],
    ["a tower, never a flower", "tower", "flower"],
  ]);

  denials("[LA40] lacking and wanting", [
    ["a house that lacks a fence", "house", "fence"],
    ["the one thing the kitchen does not have is an oven; a sink", "sink", "oven"],
    ["a village with a well that has yet to get a church", "well", "church"],
    ["a garden still waiting for its fountain, with a hedge", "hedge", "fountain"],
    ["a castle that never got its tower", "castle", "tower"],
    ["a kitchen short of an oven but with a sink", "sink", "oven"],
    ["a room with a desk, all it needs is a lamp: no lamp yet", "desk", "lamp"],
    ["the bedroom is missing a bed, there is a rug", "rug", "bed"],
    ["a study in want of a chair, with a desk", "desk", "chair"],
    ["what is missing is a bench. A tree.", "tree", "bench"],
    ["there is a lack of benches, but a tree", "tree", "bench"],
    ["the house does not own a piano, just a rug", "house, rug", "piano"],
    ["the house hasn't got a chimney or a door, but a window", "house, window", "chimney, door"],
    ["he owns no car and no horse; a canoe", "canoe", "car, horse"],
    ["an office that can't afford a computer; a desk", "desk", "computer"],
    ["a desk whose chair is missing", "desk", "chair"],
    ["a table in need of a lamp", "table", "lamp"],
    ["the campsite goes without a campfire, just a tent", "tent", "campfire"],
    ["a hamlet, church and all but for the well", "church", "well"],
  ]);

  denials("[LA40] exclusion", [
    ["a street scene minus the cars, a bus", "bus", "car"],
    ["a farmyard sans tractor with a barn", "barn", "tractor"],
    ["a living room, sofa not included, with a rug", "rug", "sofa"],
    ["a rug rather than a carpet, a lamp instead of candles", "lamp, rug", "candle, carpet"],
    ["skip the fountain, give me a statue", "statue", "fountain"],
    ["forget the bench. A tree.", "tree", "bench"],
    ["leave out the fence; a gate", "gate", "fence"],
    ["hold the candles, add a lamp", "lamp", "candle"],
    ["a park with everything but benches: a tree, a lake", "lake, tree", "bench"],
    ["a field with every animal other than dogs: a cat, a cow", "cat, cow", "dog"],
    ["a kitchen with an oven, excluding any fridge", "oven", "fridge"],
    ["keep the dogs out, a cat", "cat", "dog"],
    ["a beach, umbrellas excluded, with a boat", "boat", "umbrella"],
    ["a tree in place of the statue", "tree", "statue"],
    ["spare me the gnomes. A hedge.", "hedge", "gnome"],
    ["no need for a stove; a sink", "sink", "stove"],
    ["a desk, and please no computer on it", "desk", "computer"],
    ["anything but a statue. A fountain.", "fountain", "statue"],
    ["Lose the rug, keep the sofa", "sofa", "rug"],
    ["cars? none. trees? three.", "tree", "car"],
    ["a tree, dogs strictly prohibited", "tree", "dog"],
  ]);

  denials("[LA40] compounds", [
    ["a treeless hill with a windmill", "windmill", "tree"],
    ["a car-free square with a bench", "bench", "car"],
    ["a car free street with a tree", "tree", "car"],
    ["a furniture-free hall with a mirror", "mirror", "furniture"],
    ["a windowless room with a bed", "bed", "window"],
    ["a doorless house", "house", "door"],
    ["a boatless harbour with a lighthouse", "lighthouse", "boat"],
    ["a dog-less park with a bench", "bench", "dog"],
    ["a non-piano music room with a stool, no piano", "stool", "piano"],
    ["a bookless bookshelf and a lamp", "bookshelf, lamp", "book"],
    ["a horseless wagon by a barn", "barn, wagon", "horse"],
  ]);

  denials("[LA40] emptiness", [
    ["a hall empty of chairs with a piano", "piano", "chair"],
    ["a field bare of trees with a tractor", "tractor", "tree"],
    ["a house stripped of its doors, a gate", "gate, house", "door"],
    ["a garden devoid of flowers, with a hedge", "hedge", "flower"],
    ["a desk cleared of its books, a lamp on it", "desk, lamp", "book"],
    ["a room emptied of all its furniture, with a rug", "rug", "furniture"],
    ["a lake free from boats", "lake", "boat"],
    ["streets clear of cars; a horse", "horse", "car"],
    ["a park robbed of its statue, with a bench", "bench", "statue"],
    ["a kitchen relieved of its stove, with a sink", "sink", "stove"],
    ["zero cars, one bus", "bus", "car"],
    ["0 dogs, 2 cats", "cat", "dog"],
    ["not one dog, not two cats, just a cow", "cow", "cat, dog"],
    ["benches: 0, trees: 3", "tree", "bench"],
  ]);

  denials("[LA41] lists", [
    ["a park with no benches, lamps or bins, but a lake", "lake", "bench, bin, lamp"],
    ["a room with neither a bed nor a desk nor a lamp, but a rug", "rug", "bed, desk, lamp"],
    ["no cars, no buses, no trees: a rock", "rock", "bus, car, tree"],
    ["the sofa, the rug and the lamp are gone; a table", "table", "lamp, rug, sofa"],
    ["without dogs, cats and horses", "", "cat, dog, horse"],
    ["there is no oven or fridge and no sink, only a stove", "stove", "fridge, oven, sink"],
    ["remove the piano, the harp and the stool. A rug.", "rug", "harp, piano, stool"],
    ["don't want chairs, tables, or lamps. A bed.", "bed", "chair, lamp, table"],
    ["no tree, no bush and not a single flower; two rocks", "rock", "bush, flower, tree"],
    ["neither cars, buses nor boats, but a canoe", "canoe", "boat, bus, car"],
    ["a farm with no cows and a barn", "barn", "cow"],
    ["a farm with no cows but a barn", "barn", "cow"],
    ["no dogs; cats are welcome", "cat", "dog"],
    ["cars, buses and trams have all been banned, a fountain", "fountain", "bus, car, tram"],
    ["I don't like dogs or wolves; a fox", "fox", "dog, wolf"],
  ]);

  denials("[LA47] dislike", [
    ["I hate gnomes so none of them, a hedge", "hedge", "gnome"],
    ["I can't stand candles. A lamp.", "lamp", "candle"],
    ["we don't want a piano, we want a sofa", "sofa", "piano"],
    ["NO dragon because dragons are scary, a castle", "castle", "dragon"],
    ["no dogs please, dogs frighten me; a cat", "cat", "dog"],
    ["no candles, the candles always drip. A lamp.", "lamp", "candle"],
    ["I have no use for a statue; a bench", "bench", "statue"],
    ["spiders scare me, so no spiders; a bed", "bed", "spider"],
    ["nobody needs a fence. A hedge.", "hedge", "fence, person"],
    ["I'd hate to see a car here. A horse.", "horse", "car"],
    ["please refrain from adding trees; a cactus", "cactus", "tree"],
    ["a wall would be wrong here, a fence is fine", "fence", "wall"],
  ]);

  denials("[LA42] what denies nothing", [
    ["no fewer than three benches", "bench"],
    ["nothing but benches", "bench"],
    ["a tree not far from the well", "tree, well"],
    ["a lamp that does not work", "lamp"],
    ["a sofa that is no longer new", "sofa"],
    ["not only a piano but also a sofa", "piano, sofa"],
    ["you can't miss the fountain", "fountain"],
    ["two benches; nobody sits on the benches", "bench", "person"],
    ["a car that won't start and a tractor", "car, tractor"],
    ["a door that is not locked", "door"],
    ["a bench that is not painted yet", "bench"],
    ["two lamps that do not match the sofa", "lamp, sofa"],
    ["a statue without doubt, and a well", "statue, well"],
    ["a fountain that never runs dry", "fountain"],
    ["a dog that never leaves the house", "dog, house"],
    ["a castle nobody can reach, on a rock", "castle, rock", "person"],
    ["no less than two cows", "cow"],
    ["a bear that has not eaten the fish", "bear, fish"],
    ["a boat left behind on the lake", "boat, lake"],
    ["a chair sold by a knight", "chair, knight"],
    ["an abandoned house with a broken window", "house, window"],
    ["a fallen tree over the river", "river, tree"],
    ["a tree the storm did not fell", "tree"],
    ["the gate is not closed", "gate"],
    ["nothing beats a campfire by the lake", "campfire, lake"],
    ["a bookshelf not quite full of books", "book, bookshelf"],
    ["a bench, no more and no less", "bench"],
    ["why not a fountain?", "fountain"],
    ["never mind the weather, a boat on the lake", "boat, lake"],
    ["don't forget a bench", "bench"],
    ["a garden wouldn't be complete without a gnome", "gnome"],
    ["the river never freezes; a bridge", "bridge, river"],
    ["a knight who has lost his way by the castle", "castle, knight"],
    ["a sailing ship that has left the harbour, a lighthouse", "lighthouse, ship"],
    ["no sooner a tree than a bush", "bush, tree"],
    ["a path that leads nowhere, with a gate", "gate, path"],
    ["a house once owned by a knight", "house, knight"],
    ["a table with nothing on it", "table"],
    ["an empty table and a bare tree", "table, tree"],
    ["a boat that sailed here from afar", "boat"],
    ["a barn that survived the fire", "barn"],
    ["not a lake but a river", "river", "lake"],
    ["a piano nobody plays", "piano", "person"],
    [
      "the windows face away from the street; no two chairs are alike, there are three chairs",
      "chair, window",
    ],
    ["a church you cannot enter", "church"],
    ["a well that has not dried up", "well"],
    ["the trees have not been felled", "tree"],
    ["the statue has not been removed", "statue"],
    ["bring a lamp or a candle", "candle, lamp"],
    ["a wolf that cannot reach the sheep", "sheep, wolf"],
    ["a house nothing like a castle", "house"],
    ["a sheep missing a leg next to a barn", "barn, sheep", "leg"],
    ["a duck that has no fear of the dog", "dog, duck", "fear"],
    ["there is nothing wrong with a dragon", "dragon"],
    ["the candles on the table had long burned down", "candle, table"],
    ["no ordinary castle", "castle"],
    ["a no-nonsense desk with a no-frills lamp", "desk, lamp"],
  ]);

  denials("[LA40] the same again, the other way round", [
    ["The piano was sold, so was the harp. A stool.", "stool", "harp, piano"],
    ["the wolf is nowhere to be seen, nor is the fox; a sheep", "sheep", "fox, wolf"],
    ["Gone are the benches. A tree.", "tree", "bench"],
    ["instead of benches use logs", "log", "bench"],
    ["three cars and a bus; the bus is red, the cars are not", "bus, car"],
    ["chairs are fine, tables are not", "chair", "table"],
  ]);

  denials("[LA40] lost, not come, all but one", [
    ["the old church lost its tower in a storm; a gate", "church, gate", "tower"],
    ["a bench and a bin. The bus has not come in years.", "bench, bin", "bus"],
    ["the piano they could never get down the ladder", "piano"],
    ["a house with everything a house needs except a door", "house", "door"],
    ["everything but the sink has been moved out", "sink"],
    ["no boats have sailed yet", "boat"],
    ["the snowmen melted yesterday; a bench", "bench", "snowman"],
    ["a tent and a campfire; we forgot the chairs", "campfire, tent", "chair"],
    ["The knight is away; his horse is tied to the fence", "fence, horse", "knight"],
    ["a bench far away and a well two miles away", "bench, well"],
    ["no house is complete without a gnome", "gnome, house"],
    ["no cars, all gone; a bench", "bench", "car"],
    ["Please no more than two trees, and no fewer than three bushes", "bush, tree"],
    ["La casa non ha più la fontana, ci sono due sedie", "chair, house", "fountain"],
    ["het huis heeft geen bomen meer, een stoel", "chair, house", "tree"],
    ["Ein See, dessen Boote alle ausgelaufen sind", "lake", "boat"],
  ]);

  denials("[LA41] what none of them has", [
    ["a house and a barn; neither house has a chimney", "barn, house", "chimney"],
    ["two sofas and a bed. None of the sofas has a cushion.", "bed, sofa", "cushion"],
    ["three lamps, none of the lamps is lit", "lamp"],
    ["There used to be a fountain here, but it was torn down. One car.", "car", "fountain"],
    [
      "a car on a bridge. There once was a tower here, it collapsed and has vanished.",
      "bridge, car",
      "tower",
    ],
  ]);

  denials("[LA43] exceptions", [
    ["no trees save for an oak", "oak"],
    ["no furniture apart from a bed and a lamp", "bed, lamp", "furniture"],
    ["apart from the bench there is a tree", "bench, tree"],
    ["no buildings other than a church", "church", "building, house"],
    ["the room contains nothing except a chair", "chair"],
    ["no animals, with the exception of a cow", "cow", "animal"],
    ["nothing grows here but a cactus", "cactus"],
    ["all gone but the well", "well"],
  ]);

  denials("[LA5] other languages", [
    ["Kein Auto, kein Fahrrad, nur ein Baum vor dem Haus", "house, tree", "auto, fahrrad"],
    ["Das Haus ohne Bäume", "house", "tree"],
    ["ein See, die Boote sind weg", "lake", "boat"],
    ["ein Tisch, die Stühle wurden verkauft", "table", "chair"],
    ["hier stand früher ein Haus, jetzt steht ein Baum da", "tree", "house"],
    ["weder Bäume noch Häuser, ein See", "lake", "house, tree"],
    ["ein Tisch statt Stühlen", "table", "chair"],
    ["Un lago sin barcos y una casa", "house, lake", "boat"],
    ["una casa, los árboles fueron talados", "house", "tree"],
    ["no hay mesas ni sillas, una casa", "house", "chair, table"],
    ["ya no quedan barcos en el lago", "lake", "boat"],
    ["una mesa en lugar de sillas", "table", "chair"],
    ["Un lac sans bateaux, une maison", "house, lake", "boat"],
    ["une maison, les arbres ont été abattus", "house", "tree"],
    ["il n'y a aucune table ni chaise, une maison", "house", "chair, table"],
    ["une table au lieu de chaises", "table", "chair"],
    ["un lago senza barche e un albero", "lake, tree", "boat"],
    ["non c'è nessun albero, solo una sedia", "chair", "tree"],
    ["un tavolo invece di sedie", "table", "chair"],
    ["uma casa sem árvores", "house", "tree"],
    ["não há mesas nem cadeiras, uma árvore", "tree", "chair, table"],
    ["uma mesa em vez de cadeiras", "table", "chair"],
    ["een huis zonder bomen", "house", "tree"],
    ["geen stoelen, alleen een tafel", "table", "chair"],
    ["een tafel in plaats van stoelen", "table", "chair"],
  ]);

  denials("[LA5] compounds of other languages", [
    ["eine baumlose Wiese mit einem Tisch", "table", "tree"],
    ["ein bootsfreier See mit einem Tisch und zwei Stühlen", "chair, lake, table", "boat"],
  ]);

  denials("[LA40] some of them", [
    ["Ten lanterns used to stand along the fence; three of them have been taken away", "fence, lantern"],
    ["five boats on the lake, two of them have sailed away", "boat, lake"],
  ]);
});
