/** Words that tell the time of day and the weather. The last strong cue wins; a weak one counts only where no strong one is. */
import type { TIMES_OF_DAY, WEATHERS } from "../blueprint.ts";
import { phraseTable } from "./phrases.ts";

type Time = (typeof TIMES_OF_DAY)[number];
type Weather = (typeof WEATHERS)[number];

export interface Cue {
  readonly time?: Time;
  readonly weather?: Weather;
  /** Only tells something when nothing else does. */
  readonly weak?: true;
  /** The word is also a thing: it stays in the sentence. */
  readonly keep?: true;
  /** What a cue that denies something says must not be there. */
  readonly absent?: string;
}

const time = (value: Time): Cue => ({ time: value });
const weather = (value: Weather): Cue => ({ weather: value });

export const CUES = phraseTable<Cue>([
  [
    "dawn|at dawn|sunrise|at sunrise|daybreak|first light|early morning|early in # morning|break of day|crack of dawn|early hours|the sun is rising|sun is rising|sun rises|rising sun|cockcrow|sun comes up|sun coming up|before breakfast",
    time("dawn"),
  ],
  ["morning|in # morning|mornings", { time: "dawn", weak: true }],
  [
    "day|daytime|daylight|midday|noon|at noon|high noon|afternoon|in broad daylight|broad daylight|lunchtime|lunch time|during # day|by day|late morning|mid morning|noontime|in # afternoon|full daylight",
    time("day"),
  ],
  [
    "sunny|sunshine|sunlit|in # sun|sun drenched|bright sunshine|sunny day|sunny morning|sunny afternoon|sun is shining|sun shines|sun shining|bright sun|blazing sun|hot sun|in full sun|warm sun|bright day|bright sunny day|sun soaked|sun kissed|sunlight",
    { time: "day", weather: "clear" },
  ],
  ["sunny evening", { time: "dusk", weather: "clear" }],
  [
    "dusk|at dusk|sunset|at sunset|sundown|twilight|evening|in # evening|golden hour|nightfall|late afternoon|sun is setting|sun sets|setting sun|gloaming|blue hour|sun goes down|sun is going down|sun was going down|sun is sinking|sun going down|evening light|last light|eventide|after work",
    time("dusk"),
  ],
  [
    "night|at night|midnight|at midnight|nighttime|night time|moonlit|moonlight|in # moonlight|under # moon|under # full moon|moon is shining|full moon|late at night|late night|in # dark|after dark|pitch dark|pitch black|starlit|starry|starry night|starry sky|under # stars|night sky|nocturnal|by night|stars are out|dead of night|in # middle of # night|middle of # night|starlight|small hours|tonight|by moonlight|bedtime|stars in # sky|full moon night|nighttime scene|new year s eve",
    time("night"),
  ],
  [
    "overcast|cloudy|cloudy sky|cloudy day|grey sky|gray sky|grey day|gray day|dull day|clouds|dark clouds|grey skies|overcast sky|heavy clouds|under clouds",
    weather("cloudy"),
  ],
  [
    "rain|raining|rained|it rained|rainy|in # rain|rainfall|drizzle|drizzling|drizzly|downpour|pouring|pouring down|pouring rain|rainy day|wet weather|shower of rain|heavy rain|rain falling|rain pouring|rain is falling|showers of rain|it rains|light rain|monsoon|rainstorm|torrential rain|raindrops|rain falls|rains|bucketing down|tipping down|sprinkling rain|rain soaked|rain slicked|rain drenched|pelting rain",
    weather("rain"),
  ],
  [
    "storm|stormy|thunder|thunderstorm|lightning|lightning storm|tempest|hurricane|typhoon|thundering|lightning flashing|lightning strikes|bolt of lightning|cyclone|storm raging|gale force|thunder and lightning|storm clouds|stormy weather|stormy sea|tornado|electrical storm|a storm is coming|stormy sky|thunderclouds",
    weather("storm"),
  ],
  [
    "snow|it snows|while it snows|it snowed|snows|snowing|snowy|snowfall|blizzard|snowstorm|snow storm|snow covered|snow falling|snow falls|covered in snow|snow capped|falling snow|snowflakes|in # snow|deep snow|sleet|snow is falling|heavy snow|fresh snow|snowflakes falling|under # snow|hail|snow drifting|covered with snow|blanketed in snow|snow blanketed|flurries|white christmas|light snow|thick snow|snow laden|snowbound|snowed in",
    weather("snow"),
  ],
  [
    "winter wonderland|winter scene|wintry|wintery|winter|frosty|icy|frozen|in winter|wintertime|winter landscape|ice cold|freezing",
    { weather: "snow", weak: true, keep: true },
  ],
  [
    "fog|foggy|mist|misty|haze|hazy|in # fog|fog rolling in|thick fog|dense fog|morning mist|in # mist|mist rising|mists|shrouded in mist|smog|smoggy|fog bound|rolling fog|fog drifting|fog covered|mist covered|foggy day|low fog|wrapped in fog|murky",
    weather("fog"),
  ],
  ["misty morning|foggy morning|morning fog|morning mist|misty dawn", { time: "dawn", weather: "fog" }],
  [
    "windy|breezy|gale|gusty|blustery|strong wind|in # wind|blowing wind|wind blowing|wind blows|wind swept|windswept|gusts of wind|heavy wind|howling wind|strong winds|the wind|sandstorm|dust storm|wind howling|wind|breeze|a breeze|gentle breeze|sea breeze",
    weather("wind"),
  ],
  [
    "not a cloud in # sky|not a cloud|no clouds|no cloud|without a cloud|without clouds|cloudless|cloudless sky|cloud free|not a cloud in sight|not a single cloud in # sky|not a single cloud|without a cloud in # sky|no clouds in # sky|no cloud in # sky",
    { weather: "clear", absent: "cloud" },
  ],
  [
    "nobody|no one|not a soul|nobody in sight|no one in sight|not a soul in sight|no one around|nobody around|not a person",
    { absent: "person" },
  ],
  [
    "clear sky|clear skies|blue sky|blue skies|bright blue sky|clear blue sky|fine weather|good weather|clear weather|nice weather|beautiful weather|clear night sky|lovely weather|clear day|dry weather|under # blue sky|perfect weather",
    weather("clear"),
  ],
  ["clear night|clear starry night|clear starry sky", { time: "night", weather: "clear" }],
  [
    "no rain|not raining|without rain|after # rain|after # storm|rain has stopped|rain stopped|it stopped raining|before # rain|before # storm|just stopped raining|no longer raining|storm has passed|after heavy rain|no wind|without wind|no snow|without snow|no fog|without fog|no storm|windless|never rains|not snowing|no mist|snow has melted|fog has lifted|no sun|no moon|moonless|starless",
    {},
  ],
  ["moonless night|starless night|dark night", time("night")],
  ["dark and stormy night|stormy night", { time: "night", weather: "storm" }],
  ["rainy night|wet night", { time: "night", weather: "rain" }],
  ["rainy evening", { time: "dusk", weather: "rain" }],
  ["snowy night|snowy christmas night", { time: "night", weather: "snow" }],
  ["snowy evening", { time: "dusk", weather: "snow" }],
  ["misty night|foggy night", { time: "night", weather: "fog" }],
  [
    "halloween night|new years eve|christmas eve|night club|nightclub",
    { time: "night", weak: true, keep: true },
  ],
]);

/** Clock times: the hour (0–23) and the time of day it is. */
export function timeOfHour(hour: number): Time {
  if (hour >= 5 && hour < 8) return "dawn";
  if (hour >= 8 && hour < 18) return "day";
  return hour >= 18 && hour < 21 ? "dusk" : "night";
}
