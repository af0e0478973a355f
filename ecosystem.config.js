/** For pm2: one process, restarted when it ends, given time to drain (it closes its rooms within 10 s of SIGTERM). */
export const config = {
  apps: [
    {
      name: "atrium",
      script: "src/index.ts",
      interpreter: "node_modules/.bin/node",
      // What is allocated and soon let go of may take 32 MB, not 128: the CPU is the same.
      node_args: "--max-semi-space-size=8",
      instances: 1,
      exec_mode: "fork",
      kill_timeout: 12_000,
      // Two of glibc's arenas instead of eight a core: threads leave 70 MB less lying about.
      env: { NODE_ENV: "production", MALLOC_ARENA_MAX: "2" },
    },
  ],
};

export default config;
export { config as "module.exports" };
