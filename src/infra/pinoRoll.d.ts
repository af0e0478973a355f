/** pino-roll 4 carries no types; these are the options used here. */
declare module "pino-roll" {
  import type pino from "pino";
  export default function build(options: {
    readonly file: string;
    /** A number with `k`, `m` or `g`. */
    readonly size: string;
    readonly frequency: "daily" | "hourly";
    readonly dateFormat: string;
    readonly mkdir: boolean;
    readonly limit: { readonly count: number };
  }): Promise<ReturnType<typeof pino.destination>>;
}
