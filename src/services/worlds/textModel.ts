/** The port to a language model. Implementation: `infra/textModel.ts`. */

export interface ChatMessage {
  readonly role: "system" | "user" | "assistant";
  readonly content: string;
}

export interface TextModelRequest {
  readonly messages: readonly ChatMessage[];
  /** JSON of the schema that the answer must follow. */
  readonly schemaJson: string;
  readonly seed: number;
  /** Ends the request. */
  readonly signal: AbortSignal;
}

export interface TextModel {
  /** The body of the answer, a chat completion in JSON, unread. @throws TextModelError. */
  complete(request: TextModelRequest): Promise<Uint8Array>;
}

export type TextModelFailure = "busy" | "refused" | "too_large" | "timeout" | "unreachable" | "unusable";

/** The model gave no answer. The message holds no secret. */
export class TextModelError extends Error {
  override readonly name = "TextModelError";
  readonly failure: TextModelFailure;
  constructor(failure: TextModelFailure, message: string) {
    super(message);
    this.failure = failure;
  }
}
