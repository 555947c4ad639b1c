-- The state in which the edge is given a worker was called like the upload of the artifact.
update deployments set state = 'placing' where state = 'uploading';
