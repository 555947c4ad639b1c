-- For the few deployments of an app that are under way among the many that are not.
create index deployments_by_state on deployments (app, state);
