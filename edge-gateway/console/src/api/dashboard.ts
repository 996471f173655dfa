import type { Http } from './http';
import type { Activity, Overview } from './types';

export const dashboardApi = (http: Http) => ({
  overview: () => http.data<Overview>('/api/v1/dashboard/overview'),
  activity: (hours: number) =>
    http.data<Activity>('/api/v1/dashboard/activity', { query: { hours, slots: 24 } }),
});
