export { CreatePushTokens1763740000000 } from './create-push-tokens.migration';
export {
  type GivenPushTokenOptions,
  type PushTokenModuleOptions,
  PushTokenStoreModule,
} from './push-token-store.module';
export { defaultPushTokenOptions, type PushTokenOptions } from './push-token.options';
export {
  type PushDevice,
  type PushRegistration,
  type PushTarget,
  type PushToken,
  PushTokenStore,
  type SignedOut,
} from './push-token.store';
