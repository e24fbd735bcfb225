//! Sets of an enumeration's values, a bit for each.

/// A type of its own for the sets of `$item`, which has `ALL` of its values in their order, at most as many as `$bits` has bits.
macro_rules! set_of {
    ($(#[$about:meta])* $set:ident($bits:ty) of $item:ident) => {
        $(#[$about])*
        #[derive(Clone, Copy, Default, PartialEq, Eq, Hash)]
        pub struct $set($bits);

        impl $set {
            /// No field.
            pub const EMPTY: Self = Self(0);

            /// Whether it holds no field.
            #[must_use]
            pub const fn is_empty(self) -> bool {
                self.0 == 0
            }

            /// How many fields.
            #[must_use]
            pub const fn len(self) -> u32 {
                self.0.count_ones()
            }

            /// Whether `field` is one of them.
            #[must_use]
            pub const fn contains(self, field: $item) -> bool {
                self.0 & (1 << field as $bits) != 0
            }

            /// Puts `field` in.
            pub const fn insert(&mut self, field: $item) {
                self.0 |= 1 << field as $bits;
            }

            /// Takes `field` out.
            pub const fn remove(&mut self, field: $item) {
                self.0 &= !(1 << field as $bits);
            }

            /// The fields, in the registry's order.
            pub fn iter(self) -> impl Iterator<Item = $item> {
                $item::ALL.into_iter().filter(move |field| self.contains(*field))
            }
        }

        impl FromIterator<$item> for $set {
            fn from_iter<I: IntoIterator<Item = $item>>(fields: I) -> Self {
                let mut set = Self::EMPTY;
                fields.into_iter().for_each(|field| set.insert(field));
                set
            }
        }

        impl Extend<$item> for $set {
            fn extend<I: IntoIterator<Item = $item>>(&mut self, fields: I) {
                fields.into_iter().for_each(|field| self.insert(field));
            }
        }

        impl std::fmt::Debug for $set {
            fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
                f.debug_set().entries(self.iter()).finish()
            }
        }

        impl serde::Serialize for $set {
            fn serialize<S: serde::Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
                serializer.collect_seq(self.iter())
            }
        }

        impl<'de> serde::Deserialize<'de> for $set {
            fn deserialize<D: serde::Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
                Ok(Vec::<$item>::deserialize(deserializer)?.into_iter().collect())
            }
        }
    };
}

pub(super) use set_of;
