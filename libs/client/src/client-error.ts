import { type ErrorBody, type ErrorCode, type ServiceMode } from '@secureconnect/contracts';

/** A server's code, or one of the client's own. */
export type ClientErrorCode =
  | ErrorCode
  | ('network' | 'timeout' | 'unreadable_answer' | 'signed_out' | 'closed' | 'outbox_full')
  | ('store_failed' | 'no_webrtc' | 'unexpected');

/** What is known of a failure besides its code. */
export interface FailureFacts {
  readonly status?: number;
  readonly body?: Partial<ErrorBody>;
  /** The server asks not to be asked again before. */
  readonly retryAfterMs?: number;
  readonly cause?: unknown;
}

const passingCodes = new Set<ClientErrorCode>(['network', 'timeout']);
const passingStatuses = new Set([408, 425, 429, 500, 502, 503, 504]);
/** Each family has one status, so a refusal on a socket, which has none, says as much. */
const passingFamilies = new Set([
  ...['REQUEST_TIMEOUT', 'TOO_MANY_REQUESTS', 'INTERNAL_ERROR', 'BAD_GATEWAY', 'GATEWAY_TIMEOUT'],
  ...['SERVICE_UNAVAILABLE', 'SERVICE_DEGRADED'],
]);

/** Where there are no headers, details say when one may ask again. */
function hintIn(details: unknown): number | undefined {
  const said = (details as { retry_after_ms?: unknown } | null | undefined)?.retry_after_ms;
  return typeof said === 'number' ? said : undefined;
}

/** Everything that fails throws this, but an AbortSignal, which throws its own reason; branch on `code`. */
export class ClientError extends Error {
  override readonly name = 'ClientError';
  readonly status: number | undefined;
  readonly mode: ServiceMode | undefined;
  readonly requestId: string | undefined;
  readonly details: unknown;
  readonly retryAfterMs: number | undefined;
  /** Whether the same may be well a moment later. */
  readonly isPassing: boolean;

  constructor(
    readonly code: ClientErrorCode,
    message: string,
    { status, body, retryAfterMs, cause }: FailureFacts = {},
  ) {
    super(message, { cause });
    this.status = status;
    this.mode = body?.mode;
    this.requestId = body?.request_id;
    this.details = body?.details;
    this.retryAfterMs = retryAfterMs ?? hintIn(body?.details);
    const isGarbled = code === 'unreadable_answer' && !(status !== undefined && status >= 400);
    this.isPassing =
      passingCodes.has(code) ||
      isGarbled ||
      (status !== undefined && passingStatuses.has(status)) ||
      (body?.error !== undefined && passingFamilies.has(body.error));
  }

  /** Of the body that every refusal has. */
  static of(body: ErrorBody, facts: Omit<FailureFacts, 'body'> = {}): ClientError {
    return new ClientError(body.code, body.message, { ...facts, body });
  }
}

/** What nobody foresaw, as what everybody hears of. */
export const asClientError = (error: unknown): ClientError =>
  error instanceof ClientError
    ? error
    : new ClientError('unexpected', 'Something failed within.', { cause: error });

/** Whether it may be well a moment later; what is not the client's own error is a bug, and is not. */
export const isPassing = (error: unknown): error is ClientError =>
  error instanceof ClientError && error.isPassing;

/** Whether it is a refusal with one of these codes. */
export const hasCode = (error: unknown, ...codes: ClientErrorCode[]): error is ClientError =>
  error instanceof ClientError && codes.includes(error.code);
