import { describeLivingService } from '@secureconnect/living-service';

describeLivingService('gateway', { shownBy: 'auth' });
