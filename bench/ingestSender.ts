/** The load generator of bench/ingest.ts, a process of its own: its plan comes as JSON, its figures go out as JSON. */
import { type SenderPlan, sendBatches } from "../loadtest/trackingSender.ts";

const plan = JSON.parse(process.argv[2] ?? "{}") as SenderPlan;
console.log(JSON.stringify(await sendBatches(plan)));
