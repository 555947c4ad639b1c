package io.whopship.planted.ports.model;

interface OpenInterface {}
