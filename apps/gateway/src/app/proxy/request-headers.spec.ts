import { RequestHead } from '../door/request-head';
import { nameTrace, requestHeaders } from './request-headers';

const traceOf = (digit: string) => `00-${digit.repeat(32)}-${digit.repeat(16)}-01`;
const facts = {
  ...{ requestId: 'my-request-1', traceparent: traceOf('a'), address: '203.0.113.9', isSecure: true },
  statement: 'signed',
};

describe('the headers a service is sent', () => {
  it('go on with the trace of an attempt, and are else as they were, whatever a client wrote into them', () => {
    const rawHeaders = ['Host', 'traceparent', 'Prefer', 'traceparent', 'Authorization', 'Bearer t'];
    const headers = requestHeaders(new RequestHead({ rawHeaders, httpVersionMinor: 1 }), facts);
    const before = [...headers];
    nameTrace(headers, traceOf('b'));
    expect(headers).toEqual(before.map((each) => (each === traceOf('a') ? traceOf('b') : each)));
  });
});
