-- The token that an operator chose: true for it, null for all others, so that there is one at most.
alter table access_tokens add column adopted boolean;
alter table access_tokens add constraint one_adopted_token unique (adopted);
