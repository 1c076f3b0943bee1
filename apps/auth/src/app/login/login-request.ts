import { type SessionDevice } from '@secureconnect/session-store';

/** Where a request came from, and with what. */
export interface LoginClient {
  readonly address: string;
  readonly userAgent: string;
}

/** Somebody who says who she is. */
export interface LoginRequest {
  readonly email: string;
  readonly password: string;
  readonly device: SessionDevice;
  readonly client: LoginClient;
}

/** What is kept of a user agent; people's are shorter, and others have no use for it. */
const longestUserAgent = 512;

/** The client of a request, as far as anything of it is kept. */
export const clientOf = (address: string, userAgent: string | undefined): LoginClient => ({
  address,
  userAgent: (userAgent ?? '').slice(0, longestUserAgent),
});
