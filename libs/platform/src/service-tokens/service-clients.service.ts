import { ServiceClient, type AskedService } from './service-client';
import { type ServiceTokens } from './service-tokens.service';

/** Makes clients with which this service asks others; one for each, kept by whoever asks. */
export class ServiceClients {
  constructor(private readonly tokens: ServiceTokens) {}

  to(asked: AskedService): ServiceClient {
    return new ServiceClient(asked, this.tokens);
  }
}
