/** Chinese, Japanese and Korean: writing without spaces, cut by the longest known word. "characters=english". */
const CHINESE =
  "有=with,和=and,与=and,跟=and,以及=and,没有=without,一个=one,一张=one,一只=one,一棵=one,一座=one,一辆=one,一条=one,一把=one,一艘=one,两个=two,两张=two,两只=two,两棵=two,两座=two,两辆=two,两把=two,两艘=two,三个=three,三张=three,三只=three,三棵=three,三座=three,三辆=three,三把=three,三艘=three,四个=four,四张=four,四只=four,四把=four,四棵=four,五个=five,五张=five,五只=five,五棵=five,五把=five,六个=six,六张=six,六把=six,十个=ten,几个=a few,几棵=a few,许多=many,很多=many,一些=some,的= ,在= ,里= ,上= ,中= ,下= ,旁边= ,夜晚=night,晚上=night,夜里=night,白天=day,日落=sunset,黄昏=dusk,黎明=dawn,日出=sunrise,雨=rain,下雨=raining,雪=snow,下雪=snowing,雾=fog,暴风雨=storm,晴天=sunny,海滩=beach,沙滩=beach,森林=forest,树林=forest,城市=city,街道=street,花园=garden,公园=park,厨房=kitchen,卧室=bedroom,客厅=living room,浴室=bathroom,办公室=office,教室=classroom,山=mountain,沙漠=desert,湖=lake,河=river,村庄=village,广场=plaza,市场=market,港口=harbour,农场=farm,城堡=castle,洞穴=cave,岛=island,草地=meadow,图书馆=library,餐厅=restaurant,咖啡馆=cafe,红色=red,绿色=green,蓝色=blue,白色=white,黑色=black,黄色=yellow,大=large,小=small,树=tree,房子=house,椅子=chair,桌子=table,床=bed,灯=lamp,猫=cat,狗=dog,船=boat,汽车=car,车=car,花=flower,石头=rock,桥=bridge,沙发=sofa,棕榈树=palm tree,喷泉=fountain,长椅=bench,马=horse,鱼=fish,鸟=bird,塔=tower,门=door,窗户=window,雪人=snowman,帐篷=tent,篝火=campfire";
const JAPANESE =
  "と=and,や=and,の= ,に= ,が= ,は= ,で= ,ある= ,あり= ,ます= ,います= ,いる= ,を= ,のある= ,のない=without,なし=without,一つ=one,ひとつ=one,二つ=two,ふたつ=two,三つ=three,みっつ=three,四つ=four,五つ=five,六つ=six,七つ=seven,八つ=eight,一本=one,二本=two,三本=three,一匹=one,二匹=two,三匹=three,一軒=one,二台=two,三台=three,たくさん=many,夜=night,昼=day,夕方=dusk,夕焼け=sunset,朝=morning,夜明け=dawn,雨=rain,雪=snow,霧=fog,嵐=storm,海辺=beach,ビーチ=beach,浜辺=beach,砂浜=beach,森=forest,街=city,都市=city,通り=street,庭=garden,公園=park,台所=kitchen,キッチン=kitchen,寝室=bedroom,居間=living room,リビング=living room,浴室=bathroom,教室=classroom,山=mountain,砂漠=desert,湖=lake,池=pond,川=river,村=village,広場=plaza,市場=market,港=harbour,農場=farm,城=castle,洞窟=cave,島=island,草原=meadow,図書館=library,レストラン=restaurant,カフェ=cafe,赤い=red,青い=blue,白い=white,黒い=black,緑の=green,大きな=large,大きい=large,小さな=small,小さい=small,木=tree,家=house,椅子=chair,テーブル=table,机=desk,ベッド=bed,ランプ=lamp,猫=cat,犬=dog,船=boat,車=car,花=flower,岩=rock,橋=bridge,ソファ=sofa,噴水=fountain,ベンチ=bench,馬=horse,魚=fish,鳥=bird,塔=tower,ドア=door,窓=window,テント=tent,焚き火=campfire,ヤシの木=palm tree,桜=cherry tree,鳥居=torii,雪だるま=snowman,本棚=bookshelf";
const KOREAN =
  "와= ,과= ,그리고=and,있는=with,없는=without,하나=one,한=one,둘=two,두=two,세=three,셋=three,네=four,다섯=five,여섯=six,많은=many,밤=night,낮=day,새벽=dawn,저녁=evening,비=rain,눈=snow,안개=fog,폭풍=storm,해변=beach,숲=forest,도시=city,거리=street,정원=garden,공원=park,부엌=kitchen,주방=kitchen,침실=bedroom,거실=living room,욕실=bathroom,교실=classroom,산=mountain,사막=desert,호수=lake,강=river,마을=village,광장=plaza,시장=market,항구=harbour,농장=farm,성=castle,동굴=cave,섬=island,도서관=library,식당=restaurant,카페=cafe,빨간=red,파란=blue,하얀=white,검은=black,큰=large,작은=small,나무=tree,집=house,의자=chair,테이블=table,책상=desk,침대=bed,램프=lamp,고양이=cat,개=dog,배=boat,자동차=car,꽃=flower,바위=rock,다리=bridge,소파=sofa,분수=fountain,벤치=bench,말=horse,물고기=fish,새=bird,탑=tower,문=door,창문=window,텐트=tent";

/** Where a thing is, said behind the thing it is at: "X の前に Y", "X 旁边有 Y". */
const PLACED =
  "の前に=in front of,の前には=in front of,の上に=on,の上には=on,の下に=under,の下には=under,の横に=next to,の隣に=next to,のそばに=near,の近くに=near,の後ろに=behind,の裏に=behind,の中に=inside,の周りに=around,の周囲に=around,のない=without,のいない=without,前面有=in front of,上有=on,上面有=on,下有=under,下面有=under,旁边有=next to,旁有=next to,后面有=behind,里有=inside,里面有=inside,周围有=around,위에=on,아래에=under,옆에=next to,앞에=in front of,뒤에=behind";
/** What is not there, said behind it. */
const DENIED = "はいない,がいない,はない,がない,はなし,なし,はいません,はありません,がありません,也没有";
const MORE =
  "灯籠=lantern,石灯籠=stone lantern,提灯=lantern,像=statue,狐=fox,神社=shrine,寺=temple,本=book,花瓶=vase,滝=waterfall,狼=wolf,熊=bear,鹿=deer,兎=rabbit,うさぎ=rabbit,牛=cow,豚=pig,鶏=chicken,羊=sheep,龍=dragon,竜=dragon,灯台=lighthouse,自転車=bicycle,電車=train,看板=sign,時計=clock,鏡=mirror,絵=painting,棚=shelf,畳=mat,布団=futon,障子=folding screen,井戸=well,畑=field,石=stone,松=pine tree,竹=bamboo,雲=cloud,月=moon,傘=umbrella,奥に=in the back,真ん中に=in the middle,中央に=in the middle,花瓶=vase,狼=wolf,小木屋=cabin,木屋=cabin,灯塔=lighthouse,自行车=bicycle,火车=train,书=book,书架=bookshelf,钟=clock,镜子=mirror,画=painting,熊=bear,兔子=rabbit,牛=cow,猪=pig,鸡=chicken,龙=dragon,井=well,云=cloud,月亮=moon,伞=umbrella,灯笼=lantern,雕像=statue,寺庙=temple,瀑布=waterfall,大树=large tree,中间有=in the middle is,冰箱=fridge,电视=tv,电脑=computer,地毯=rug,窗=window,人=person,孩子=child,人々=people,人=person,子供=child";
const NUMERALS = "一=one,二=two,两=two,三=three,四=four,五=five,六=six,七=seven,八=eight,九=nine,十=ten";
const COUNTERS = "つ本匹軒台冊枚脚個頭羽艘棟基体輪株人个张只棵座辆条把艘盏头朵间栋幅";

const pairs = (list: string): (readonly [string, string])[] =>
  list.split(",").map((pair) => {
    const at = pair.indexOf("=");
    return [pair.slice(0, at), pair.slice(at + 1).trim()] as const;
  });
const COUNTS = pairs(NUMERALS).flatMap(([sign, word]) =>
  [...COUNTERS].map((counter) => [sign + counter, word] as const),
);
const WORDS = new Map([...COUNTS, ...pairs(`${CHINESE},${JAPANESE},${KOREAN},${MORE}`)]);
const PLACES = new Map(pairs(PLACED));
const DENIALS = new Set(DENIED.split(","));
const NUMBERS = new Set(["one", "two", "three", "four", "five", "six", "seven", "eight", "nine", "ten"]);
const MAX_LENGTH = 6;
const SCRIPTS = /[\p{Script=Han}\p{Script=Hiragana}\p{Script=Katakana}\p{Script=Hangul}ー]/u;

/** Whether the word is written in one of these scripts. */
export function isCjk(word: string): boolean {
  return SCRIPTS.test(word);
}

/** The English words of a run of characters, in English order, with "," for its particles; what no table knows is left out. */
export function cutCjk(run: string, lookup: (characters: string) => string | null): string[] {
  const words: string[] = [];
  const characters = [...run];
  for (let at = 0; at < characters.length; ) {
    let length = Math.min(MAX_LENGTH, characters.length - at);
    for (; length > 0; length--) {
      const piece = characters.slice(at, at + length).join("");
      const found = WORDS.get(piece) ?? (length > 1 || SCRIPTS.test(piece) ? lookup(piece) : null);
      if (takePiece(words, { piece, found, before: characters[at - 1] ?? "" })) break;
    }
    at += Math.max(1, length);
  }
  return words;
}

interface Piece {
  readonly piece: string;
  readonly found: string | null;
  /** The character before it. */
  readonly before: string;
}

/** Adds a piece's words where English has them; false if it has no meaning. */
function takePiece(words: string[], { piece, found, before }: Piece): boolean {
  const place = PLACES.get(piece);
  if (place !== undefined) {
    const at = lastThing(words);
    if (at < words.length) words.splice(at, 0, ";", ...place.split(" "));
    else words.push(...place.split(" "), "it");
    words.push(",");
    return true;
  }
  if (DENIALS.has(piece)) {
    words.splice(lastThing(words), 0, "no");
    return true;
  }
  if (found === null) return false;
  if (NUMBERS.has(found) && /[がはをも]/.test(before)) words.splice(lastThing(words), 0, found);
  else words.push(...(found === "" ? [","] : found.split(" ")));
  return true;
}

/** Where the last thing of the list begins; particles behind it go. */
function lastThing(words: string[]): number {
  while (words.at(-1) === ",") words.pop();
  let at = words.length;
  while (
    at > 0 &&
    words[at - 1] !== "," &&
    words[at - 1] !== ";" &&
    words[at - 1] !== "and" &&
    words[at - 1] !== "with"
  )
    at--;
  return at;
}
