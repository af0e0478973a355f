/** One tick of a space: inputs in arrival order, then everybody walks. The only way a running world changes. */
import { applyMove, type MovementRejection, walkAll } from "./movement.ts";
import { applyToolInput, type Outcome, type ToolSet } from "./tools/apply.ts";
import { IDLE, type Input, type ToolInput, type World } from "./world.ts";

/** What a tick is given besides the world: its length, the tools in force, and the wall time to stamp on records (which decides nothing). */
export interface StepContext {
  readonly dtSeconds: number;
  readonly nowMs: number;
  readonly tools: ToolSet;
}

/** What a tick did, for the room to mirror, answer and store. */
export interface StepResult {
  /** Answers to tool inputs, in the order of their inputs. */
  readonly outcomes: readonly Outcome[];
  readonly rejections: readonly MovementRejection[];
}

/**
 * Advances `world` by `dtSeconds`, mutating it. The same inputs on an equal world give an equal world and result, on
 * every run. Inputs of avatars that have left are passed over.
 */
export function step(world: World, inputs: readonly Input[], context: StepContext): StepResult {
  world.tick += 1;
  world.timeMs += context.dtSeconds * 1000;
  const outcomes: Outcome[] = [];
  const rejections: MovementRejection[] = [];
  const undone = new Set<number>();
  for (const input of inputs) {
    if (input.kind === "move") {
      const rejection = applyMove(world, input);
      if (rejection) rejections.push(rejection);
    } else if (input.kind === "activity") {
      setActivity(world, input.sessionId, input.activity);
    } else {
      outcomes.push(applyOnce(world, input, { context, undone }));
    }
  }
  walkAll(world, context.dtSeconds, rejections);
  return { outcomes, rejections };
}

/** Applies a tool input, unless it undoes what was undone earlier in this very tick. Notes its own undo in `undone`. */
function applyOnce(
  world: World,
  input: ToolInput,
  { context, undone }: { readonly context: StepContext; readonly undone: Set<number> },
): Outcome {
  if (input.kind === "undo" && undone.has(input.use.id)) {
    return { ticket: input.ticket, refused: "conflict", message: "That use was undone already." };
  }
  const outcome = applyToolInput(world, input, context);
  if (input.kind === "undo" && !("refused" in outcome)) undone.add(input.use.id);
  return outcome;
}

function setActivity(world: World, sessionId: string, activity: string): void {
  const avatar = world.avatars.get(sessionId);
  if (avatar) avatar.activity = activity === "" ? IDLE : activity;
}
