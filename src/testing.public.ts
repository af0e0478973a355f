/** `atrium/testing`: a real server for the tests of a game, and bots that play in it. Needs `@colyseus/sdk`. */
export {
  Bot,
  joinSpace,
  type MessageBody,
  type Received,
  type Refused,
  type SpaceJoin,
} from "./testing/bot.ts";
export {
  type CallOptions,
  startTestServer,
  type TestAnswer,
  type TestServer,
  type TestServerOptions,
  type TestUser,
} from "./testing/testServer.ts";
