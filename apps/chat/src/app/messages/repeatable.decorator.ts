import { ApiServiceUnavailableResponse } from '@nestjs/swagger';

/** Says in the document that nothing is lost by asking again for what may have been done. */
export const ApiRepeatable = (): MethodDecorator =>
  ApiServiceUnavailableResponse({
    description:
      'database_timeout, database_unavailable: whether it was done may not be known. Ask again: twice is as good as once.',
  });
