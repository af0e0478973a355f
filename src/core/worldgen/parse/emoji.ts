/** Pictographs and the words they stand for: things, scenes, times, weathers. */
const PAIRS =
  "🏖 beach|🏝 island|🌴 palm tree|🌲 pine tree|🌳 tree|🌵 cactus|🌷 tulip|🌹 rose|🌻 sunflower|🌸 cherry blossom|🌼 flower|💐 bouquet|🍄 mushroom|🌾 wheat|🌿 fern|🍀 clover|🍁 leaf|🍂 leaf|🪨 rock|🪵 log|" +
  "⛵ sailboat|🚤 boat|🛶 canoe|🚢 ship|⚓ anchor|🚗 car|🚕 taxi|🚙 car|🚌 bus|🚎 bus|🏎 race car|🚓 police car|🚑 ambulance|🚒 fire truck|🚚 truck|🚛 truck|🚜 tractor|🏍 motorcycle|🛵 scooter|🚲 bicycle|🚂 train|🚆 train|🚋 tram|🚁 helicopter|✈ airplane|🛩 airplane|🚀 rocket|🛸 ufo|🛰 satellite|" +
  "🏠 house|🏡 house|🏚 house|🏢 office building|🏬 department store|🏭 factory|🏰 castle|🏯 castle|⛪ church|🕌 mosque|🛕 temple|⛩ shrine|🗼 tower|🗽 statue|⛲ fountain|⛺ tent|🏕 campsite|🎪 circus|🎡 ferris wheel|🎢 roller coaster|🎠 carousel|🌉 bridge|🗿 statue|🏛 temple|🏥 hospital|🏫 school|🏪 store|🏟 stadium|🛖 hut|" +
  "🐶 dog|🐕 dog|🐩 dog|🐱 cat|🐈 cat|🐭 mouse|🐹 hamster|🐰 rabbit|🐇 rabbit|🦊 fox|🐻 bear|🐼 panda|🐨 koala|🐯 tiger|🐅 tiger|🦁 lion|🐮 cow|🐄 cow|🐷 pig|🐖 pig|🐸 frog|🐵 monkey|🐒 monkey|🐔 chicken|🐓 rooster|🐧 penguin|🐦 bird|🐤 chick|🦆 duck|🦅 eagle|🦉 owl|🦇 bat|🐺 wolf|🐴 horse|🐎 horse|🦄 unicorn|🐝 bee|🦋 butterfly|🐌 snail|🐞 ladybug|🕷 spider|🐢 turtle|🐍 snake|🦎 lizard|🦖 dinosaur|🦕 dinosaur|🐙 octopus|🦑 squid|🦀 crab|🐠 fish|🐟 fish|🐡 fish|🐬 dolphin|🐳 whale|🐋 whale|🦈 shark|🐊 crocodile|🐘 elephant|🦏 rhinoceros|🦒 giraffe|🐪 camel|🐫 camel|🐑 sheep|🐐 goat|🦌 deer|🐉 dragon|🐲 dragon|🐚 seashell|🪸 coral|🦜 parrot|🦚 peacock|🦢 swan|" +
  "🛏 bed|🛋 sofa|🪑 chair|🚪 door|🪟 window|🚽 toilet|🚿 shower|🛁 bathtub|🪞 mirror|💡 lamp|🕯 candle|📺 television|💻 laptop|🖥 computer|🖨 printer|📷 camera|☎ telephone|📚 bookshelf|📖 book|🎹 piano|🎸 guitar|🥁 drum kit|🎺 trumpet|🎻 violin|🎤 microphone|🖼 painting|⏰ alarm clock|🕰 clock|🧸 teddy bear|🎈 balloon|🎁 present|🎄 christmas tree|🎃 pumpkin|⛄ snowman|☃ snowman|🔥 campfire|⚰ coffin|🪦 tombstone|👻 ghost|💀 skull|☠ skull|🤖 robot|👽 alien|🧙 wizard|🧚 fairy|🧜 mermaid|🧛 vampire|🧟 zombie|👑 crown|⚔ sword|🗡 sword|🛡 shield|💎 gem|🔮 crystal ball|🧭 compass|🗺 map|🪣 bucket|🧺 basket|📦 box|🛒 shopping cart|🏮 lantern|🪁 kite|⚽ ball|🏀 basketball|🎾 tennis ball|🛹 skateboard|🏄 surfboard|🎿 ski|🛷 sled|⛸ ice skate|🎂 cake|🍎 apple|🍕 pizza|🍞 bread|☕ cup|🍷 wine glass|🍺 beer mug|🍓 strawberry|🍌 banana|🍉 watermelon|☂ umbrella|⛱ beach umbrella|🪴 potted plant|🚦 traffic light|🛑 stop sign|⛽ gas pump|🚧 barrier|🧱 brick wall|🌋 volcano|" +
  "🏔 mountain|⛰ mountain|🏜 desert|🌊 sea|🏞 park|🌆 city|🏙 city|🌃 city at night|🌇 city at sunset|🌅 sunrise|🌄 sunrise|🌌 space|🪐 planet|🌕 moon|🌙 night|🌞 sunny|☀ sunny|🌤 sunny|⛅ cloudy|☁ cloudy|🌧 rain|☔ rain|⛈ storm|🌩 storm|⚡ storm|🌨 snow|❄ snow|🌫 fog|🌬 wind|🌪 storm|🌈 rainbow|👩 woman|👨 man|👧 girl|👦 boy|👶 baby|👮 police officer|👷 builder|🧑 person|👪 family|💃 dancer|🧍 person|🏫 school|🍜 noodle|🪺 nest|🥚 egg|🛝 slide|🪙 coin|⚙ gear|🔭 telescope|🔬 microscope|🧪 potion|📡 satellite dish";

/** A pictograph without variation selector → its word. */
export const EMOJI: Readonly<Record<string, string>> = Object.fromEntries(
  PAIRS.split("|").map((pair) => {
    const space = pair.indexOf(" ");
    return [pair.slice(0, space), pair.slice(space + 1)] as const;
  }),
);
