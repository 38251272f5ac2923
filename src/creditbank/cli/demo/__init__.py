"""示范城市: a made-up city whose people, bodies and conversions go through the same verbs as everybody's."""
