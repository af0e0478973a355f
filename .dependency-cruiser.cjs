/** The rings of the house: who may import whom. Type imports count. */
const ring = (name, from, allowed) => ({
  name,
  severity: "error",
  comment: `${from} may import only ${allowed.join(", ")}`,
  from: { path: `^src/${from}/` },
  to: { path: "^src/", pathNot: [`^src/${from}/`, ...allowed.map((path) => `^src/${path}`)] },
});

/** @type {import("dependency-cruiser").IConfiguration} */
module.exports = {
  forbidden: [
    { name: "no-circular", severity: "error", from: {}, to: { circular: true } },
    {
      name: "no-orphans",
      severity: "error",
      from: {
        path: "^src/",
        orphan: true,
        pathNot: "^src/(index|index\\.public|testing\\.public)\\.ts$|Worker\\.ts$|\\.d\\.ts$",
      },
      to: {},
    },
    ring("core-is-pure", "core", ["errors"]),
    {
      name: "core-takes-only-zod",
      severity: "error",
      from: { path: "^src/core/" },
      to: { dependencyTypes: ["core", "npm"], pathNot: "node_modules/zod/" },
    },
    ring("protocol-knows-core", "protocol", ["core/", "errors"]),
    ring("services-know-protocol", "services", ["core/", "protocol/", "errors"]),
    {
      name: "services-know-no-framework",
      severity: "error",
      from: { path: "^src/services/" },
      to: { path: "node_modules/(@colyseus|express|typeorm|pg|better-sqlite3)/" },
    },
    ring("rooms-know-services", "rooms", ["services/", "protocol/", "core/", "errors", "config"]),
    ring("http-knows-services", "http", ["services/", "protocol/", "core/", "errors", "config"]),
    ring("db-implements-ports", "db", ["services/", "protocol/", "core/", "errors", "config", "workerLink"]),
    ring("infra-implements-ports", "infra", [
      "services/",
      "protocol/",
      "core/",
      "errors",
      "config",
      "workerLink",
    ]),
    {
      name: "only-wiring-sees-all",
      severity: "error",
      comment: "app.ts sees rooms and http; only app.config.ts and the commands see the adapters",
      from: { path: "^src/app\\.ts$" },
      to: { path: "^src/db/" },
    },
    {
      name: "clients-see-core-and-protocol",
      severity: "error",
      from: { path: "^(web|loadtest)/" },
      to: { path: "^src/", pathNot: "^src/(core|protocol|errors)" },
    },
  ],
  options: {
    doNotFollow: { path: "node_modules" },
    tsPreCompilationDeps: true,
    tsConfig: { fileName: "tsconfig.json" },
    enhancedResolveOptions: {
      exportsFields: ["exports"],
      conditionNames: ["import", "node", "default", "types"],
      extensions: [".ts", ".js", ".json"],
    },
  },
};
