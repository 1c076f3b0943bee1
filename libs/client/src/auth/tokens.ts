import { type ServiceMode } from '@secureconnect/contracts';

/** An account as its owner sees it. */
export interface User {
  readonly id: string;
  readonly email: string;
  readonly email_verified: boolean;
  readonly username: string;
  readonly display_name: string | null;
  readonly role: 'user' | 'admin';
  readonly created_at: string;
  readonly updated_at: string;
}

/** What a login or a refresh is answered with. */
export interface TokenAnswer {
  readonly access_token: string;
  /** Empty where there is no session. */
  readonly refresh_token: string;
  readonly session_id: string | null;
  readonly token_type: 'Bearer';
  readonly expires_in: number;
  readonly mode: ServiceMode;
}

/** Tokens as they are kept, and whose they are. */
export interface KeptTokens {
  readonly access_token: string;
  readonly refresh_token: string;
  readonly session_id: string | null;
  /** By this machine's own clock; a while before the end, for one that ends soon might end on its way. */
  readonly renew_at: number;
  readonly user: User;
}
