import { serviceNames, servicePorts } from './index';

describe('the five services', () => {
  it('are named gateway first and listen where the contract says', () => {
    expect(serviceNames).toEqual(['gateway', 'auth', 'chat', 'video', 'storage']);
    expect(Object.values(servicePorts)).toEqual([8080, 8081, 8082, 8083, 8084]);
  });
});
