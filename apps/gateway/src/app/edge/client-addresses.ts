export { type ClientAddress, ClientAddresses } from '@secureconnect/platform';
