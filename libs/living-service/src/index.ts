export { describeLivingService, type LivingServiceTraits } from './living-service.contract';
