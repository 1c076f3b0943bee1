import { type Place, type Sighting } from './sighting';

const earthKm = 6_371;
/** An airliner's, with the wind behind it. */
const fastestKmPerHour = 1_000;
/** As far as databases of addresses are wrong by. */
const uncertainKm = 200;

const radians = (degrees: number): number => (degrees * Math.PI) / 180;

function distanceKm(one: Required<Place>, other: Required<Place>): number {
  const [a, b] = [radians(one.latitude), radians(other.latitude)];
  const half = (angle: number): number => Math.sin(angle / 2) ** 2;
  const h = half(b - a) + Math.cos(a) * Math.cos(b) * half(radians(other.longitude - one.longitude));
  return 2 * earthKm * Math.asin(Math.min(1, Math.sqrt(h)));
}

const isLocated = (place: Place | undefined): place is Required<Place> =>
  place?.latitude !== undefined && place.longitude !== undefined;

/** Whether nobody could have been at both places, one after the other; false where either is not known. */
export function isImpossibleTravel(before: Sighting, now: Sighting): boolean {
  if (!isLocated(before.place) || !isLocated(now.place)) return false;
  const hours = Math.max(0, now.at - before.at) / 3_600_000;
  return distanceKm(before.place, now.place) > uncertainKm + hours * fastestKmPerHour;
}
