/** The load generator of bench/ingest.ts, a process of its own: says that it is there, takes its plan, tells its figures. */
import { type SenderPlan, sendBatches } from "../loadtest/trackingSender.ts";

process.once("message", (plan: SenderPlan) => {
  void sendBatches(plan).then((figures) => process.send?.(figures, () => process.disconnect()));
});
process.send?.("ready");
