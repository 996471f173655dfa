package io.trunkline.api.web;

import java.lang.annotation.ElementType;
import java.lang.annotation.Retention;
import java.lang.annotation.RetentionPolicy;
import java.lang.annotation.Target;

/// Marks [Fields] of a call, or of all calls of a controller, that may come as
/// `application/x-www-form-urlencoded` as well as JSON: `a[b]=c` is the field `b` of the object
/// `a`, `a[]=b` an item of the list `a`.
@Target({ElementType.PARAMETER, ElementType.TYPE})
@Retention(RetentionPolicy.RUNTIME)
public @interface MayBeForm {}
